-- Full text for Chinese, Japanese and Korean without an extension: runs of such characters become overlapping pairs, so that
-- every word of two or more characters is found by an index, whatever a dictionary thinks of it. Other text is split at
-- punctuation. The same function makes the stored vector and the query, so the two cannot disagree.

create function search_tokens(input text) returns table (token text, place bigint)
language sql immutable parallel safe
as $$
  select left(gram, 200), row_number() over (order by word_place, char_place)
  from regexp_split_to_table(
    regexp_replace(
      regexp_replace(
        lower(normalize(input, NFKC)),
        '[\u0001-/:-@\[-`{-\u00BF\u2000-\u2BFF\u3000-\u3004\u3008-\u303F\uFE10-\uFE6F\uFF00-\uFFEF\U0001F000-\U0001FAFF]+', ' ', 'g'),
      '([\u2E80-\u2FDF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]+)', ' \1 ', 'g'),
    ' +') with ordinality as words (word, word_place)
  cross join lateral (
    select word as gram, 0::bigint as char_place
    where word !~ '^[\u2E80-\u2FDF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]'
    union all
    select letter || coalesce(lead(letter) over (order by letter_place), ''), letter_place
    from string_to_table(word, null) with ordinality as letters (letter, letter_place)
    where word ~ '^[\u2E80-\u2FDF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]'
  ) as grams
  where word <> ''
$$;

-- Positions end at 16,383 and a vector at 1 MB; 16,000 characters of the body keep phrases exact and stay far below both.
-- jit = off: the planner takes these for long queries, and would compile machine code for 18 ms to save microseconds.
-- plpgsql keeps the plan for the session, where a function in SQL is planned for each statement: nearly twice the writes.
create function search_vector(title text, body text) returns tsvector
language plpgsql immutable parallel safe set jit = off
as $$
begin
  return coalesce((select string_agg('''' || token || ''':' || place || 'A', ' ') from search_tokens(left(title, 16000)))::tsvector, ''::tsvector)
      || coalesce((select string_agg('''' || token || ''':' || place || 'B', ' ') from search_tokens(left(body, 16000)))::tsvector, ''::tsvector);
end
$$;

-- Words apart by white space must all occur; characters together must occur together. The last word may be the beginning of one.
-- null where the input holds nothing that can be searched for (only punctuation, say).
create function search_query(input text) returns tsquery
language sql immutable parallel safe set jit = off
as $$
  select string_agg('(' || phrase || ')', ' & ' order by term_place)::tsquery
  from (
    select term_place,
      string_agg('''' || token || '''' || case when next_token is null and (length(token) = 1 or not is_pair) then ':*' else '' end, ' <-> ' order by place) as phrase
    from regexp_split_to_table(normalize(input, NFKC), '\s+') with ordinality as terms (term, term_place)
    cross join lateral (
      select token, place,
        lead(token) over (order by place) as next_token,
        lag(token) over (order by place) as token_before,
        token ~ '^[\u2E80-\u2FDF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]{2}$' as is_pair
      from search_tokens(left(term, 200))
    ) as tokens
    -- The lone last character of a run belongs to the stored text's own end; in a query the pair before it has said it already.
    where (next_token is null and length(token) = 1 and length(token_before) = 2 and right(token_before, 1) = token
      and token ~ '^[\u2E80-\u2FDF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]') is not true
    group by term_place
  ) as phrases
$$;
