-- What the search of conversations knows of a text: whose it is and whether it is a title, as a word that no text can hold, and then the
-- words. So the index itself keeps to one person's titles or messages, where a filter would have to look at everybody's that hold the words.

drop function chat_search_query(uuid, text);
drop function chat_search_vector(uuid, text, text);
delete from chat_search;
--> statement-breakpoint
create function chat_search_vector(owner uuid, is_title boolean, input text) returns tsvector
language plpgsql immutable parallel safe set search_path from current
as $$
begin
  return ('''@' || case when is_title then 't' else 'm' end || replace(owner::text, '-', '') || '''')::tsvector || search_vector('', input);
end
$$;
--> statement-breakpoint
-- null where the input holds nothing that can be searched for.
create function chat_search_query(owner uuid, in_titles boolean, input text) returns tsquery
language sql immutable parallel safe set search_path from current
as $$
  select ('''@' || case when in_titles then 't' else 'm' end || replace(owner::text, '-', '') || '''')::tsquery && search_query(input)
$$;
