ALTER TABLE "model_calls" DROP CONSTRAINT "model_calls_purpose";--> statement-breakpoint
ALTER TABLE "model_calls" ADD CONSTRAINT "model_calls_purpose" CHECK (purpose in ('answer', 'title', 'completions', 'test'));
--> statement-breakpoint

-- As before, and an assumed price (ASSUMED_PRICE) now counts like any other: where it does not pay for a useful answer none is asked for,
-- and where it pays for a part of the longest one, a shorter one.
create or replace function reserve_model_call(call jsonb) returns table (granted numeric, tokens integer, period text, source text, budget numeric, resets_at timestamptz)
language plpgsql as $$
declare
  person uuid := (call ->> 'user_id')::uuid;
  conversation uuid := (call ->> 'session_id')::uuid;
  prompt bigint := (call ->> 'prompt_tokens')::bigint;
  longest int;
  prompt_price numeric := (call ->> 'prompt_price')::numeric;
  completion_price numeric := (call ->> 'completion_price')::numeric;
  price_in numeric := coalesce(prompt_price, (call ->> 'assumed_prompt_price')::numeric);
  price_out numeric := coalesce(completion_price, (call ->> 'assumed_completion_price')::numeric);
  price_call numeric := (call ->> 'request_price')::numeric;
  before_now bigint;
  most numeric;
  least_useful numeric;
  b record;
  left_over numeric;
begin
  perform pg_advisory_xact_lock(7204857, hashtext(person::text));
  select * into b from budget_of(person);
  if conversation is not null then
    -- What was sent and answered last is sent again.
    select c.prompt_tokens + c.completion_tokens into before_now from model_calls c
    where c.session_id = conversation and c.user_id = person and c.prompt_tokens is not null and c.completion_tokens is not null
    order by c.at desc limit 1;
    prompt := prompt + least(coalesce(before_now, 0), (call ->> 'history_tokens_max')::bigint);
  end if;
  longest := least(coalesce((call ->> 'max_tokens')::int,
    (select (s.settings ->> 'max_tokens')::int from chat_sessions s where s.id = conversation and s.owner_id = person),
    (call ->> 'usual_tokens')::int), (call ->> 'most_tokens')::int);
  most := price_call + prompt * price_in + longest * price_out;
  least_useful := price_call + prompt * price_in + least(longest, (call ->> 'useful_tokens')::int) * price_out;
  left_over := least(b.day_limit - b.day_spent, b.month_limit - b.month_spent);
  if most > 0 and left_over is not null and (left_over <= 0 or left_over < least_useful) then
    -- Of two that are used up, the one that lasts longer.
    if coalesce(b.month_limit - b.month_spent <= 0 or b.month_limit - b.month_spent < least_useful, false) then
      return query select null::numeric, null::int, 'month', b.month_source, b.month_limit, b.month_ends;
    else
      return query select null::numeric, null::int, 'day', b.day_source, b.day_limit, b.day_ends;
    end if;
    return;
  end if;
  granted := least(most, left_over);
  tokens := longest;
  if granted < most and price_out > 0 then
    tokens := least(tokens, floor((granted - price_call - prompt * price_in) / price_out)::int);
  end if;
  insert into model_calls (id, user_id, api_key_id, session_id, purpose, model_asked, prompt_price, completion_price, cached_price, reserved, amount, state)
  values ((call ->> 'id')::uuid, person, (call ->> 'api_key_id')::uuid, conversation, call ->> 'purpose', call ->> 'model_asked',
    prompt_price, completion_price, (call ->> 'cached_price')::numeric, granted, granted, 'reserved');
  return query select granted, tokens, null::text, null::text, null::numeric, null::timestamptz;
end $$;
