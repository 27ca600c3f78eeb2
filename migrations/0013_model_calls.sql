CREATE TABLE "budgets" (
	"subject" text PRIMARY KEY NOT NULL,
	"day" numeric,
	"month" numeric,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budgets_subject" CHECK (subject ~ '^(role|user|own):.'),
	CONSTRAINT "budgets_amounts" CHECK (day >= 0 and month >= 0),
	CONSTRAINT "budgets_some" CHECK (day is not null or month is not null)
);
--> statement-breakpoint
CREATE TABLE "model_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"api_key_id" uuid,
	"session_id" uuid,
	"message_id" uuid,
	"generation_id" uuid,
	"purpose" text NOT NULL,
	"model_asked" text NOT NULL,
	"model_answered" text,
	"prompt_tokens" integer,
	"completion_tokens" integer,
	"cached_tokens" integer,
	"prompt_price" numeric,
	"completion_price" numeric,
	"cached_price" numeric,
	"reserved" numeric,
	"cost" numeric,
	"amount" numeric DEFAULT '0' NOT NULL,
	"state" text NOT NULL,
	"provider_id" text,
	"alive_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"check_at" timestamp(3) with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "model_calls_state" CHECK (state in ('reserved', 'settled', 'estimated', 'unknown')),
	CONSTRAINT "model_calls_purpose" CHECK (purpose in ('answer', 'title', 'completions')),
	CONSTRAINT "model_calls_settled" CHECK (state not in ('settled', 'estimated') or cost is not null),
	CONSTRAINT "model_calls_checked" CHECK (check_at is null or (state = 'unknown' and provider_id is not null))
);
--> statement-breakpoint
CREATE TABLE "usage_days" (
	"user_id" uuid NOT NULL,
	"day" date NOT NULL,
	"part" smallint NOT NULL,
	"amount" numeric NOT NULL,
	CONSTRAINT "usage_days_user_id_day_part_pk" PRIMARY KEY("user_id","day","part")
);
--> statement-breakpoint
CREATE INDEX "model_calls_user" ON "model_calls" USING btree ("user_id","at");--> statement-breakpoint
CREATE INDEX "model_calls_at" ON "model_calls" USING btree ("at");--> statement-breakpoint
CREATE INDEX "model_calls_session" ON "model_calls" USING btree ("session_id","at");--> statement-breakpoint
CREATE INDEX "model_calls_open" ON "model_calls" USING btree ("alive_at") WHERE state = 'reserved';--> statement-breakpoint
CREATE INDEX "model_calls_check" ON "model_calls" USING btree ("check_at") WHERE check_at is not null;--> statement-breakpoint

-- What each person's days come to, whoever writes: the ledger's own statements, an import, psql. In parts, one for a few connections,
-- and in one order, so that two writers seldom meet in a row and never wait for each other in a circle.
create function model_calls_added() returns trigger language plpgsql as $$
begin
  insert into usage_days (user_id, day, part, amount)
  select user_id, (at at time zone 'UTC')::date, (pg_backend_pid() % 16)::smallint, sum(amount) from added
  where amount <> 0 group by 1, 2 order by 1, 2
  on conflict (user_id, day, part) do update set amount = usage_days.amount + excluded.amount;
  return null;
end $$;
create trigger model_calls_added after insert on model_calls referencing new table as added for each statement execute function model_calls_added();

create function model_calls_changed() returns trigger language plpgsql as $$
begin
  insert into usage_days (user_id, day, part, amount)
  select user_id, (at at time zone 'UTC')::date, (pg_backend_pid() % 16)::smallint, sum(amount)
  from (select user_id, at, amount from after_rows union all select user_id, at, -amount from before_rows) as both_rows
  group by 1, 2 having sum(amount) <> 0 order by 1, 2
  on conflict (user_id, day, part) do update set amount = usage_days.amount + excluded.amount;
  return null;
end $$;
create trigger model_calls_changed after update on model_calls
  referencing old table as before_rows new table as after_rows for each statement execute function model_calls_changed();

create function model_calls_removed() returns trigger language plpgsql as $$
begin
  insert into usage_days (user_id, day, part, amount)
  select user_id, (at at time zone 'UTC')::date, (pg_backend_pid() % 16)::smallint, -sum(amount) from removed
  where amount <> 0 group by 1, 2 order by 1, 2
  on conflict (user_id, day, part) do update set amount = usage_days.amount + excluded.amount;
  return null;
end $$;
create trigger model_calls_removed after delete on model_calls referencing old table as removed for each statement execute function model_calls_removed();

create trigger budgets_audit after insert or update or delete on budgets
  for each row execute function audit_change('budget', 'subject', 'day month');
--> statement-breakpoint

-- What may be spent by a person, and what has been: the least of what the role or an administrator allows and what the person allows.
create function budget_of(person uuid) returns table (
  day_limit numeric, month_limit numeric, day_source text, month_source text, day_spent numeric, month_spent numeric, day_ends timestamptz, month_ends timestamptz
) language sql as $$
  select least(coalesce(u.day, r.day), o.day), least(coalesce(u.month, r.month), o.month),
    case when o.day is not null and o.day <= coalesce(u.day, r.day, o.day) then 'own' when u.day is not null then 'user' when r.day is not null then 'role' end,
    case when o.month is not null and o.month <= coalesce(u.month, r.month, o.month) then 'own' when u.month is not null then 'user' when r.month is not null then 'role' end,
    coalesce(s.day, 0), coalesce(s.month, 0),
    (date_trunc('day', now() at time zone 'UTC') + interval '1 day') at time zone 'UTC',
    (date_trunc('month', now() at time zone 'UTC') + interval '1 month') at time zone 'UTC'
  from users p
  left join budgets u on u.subject = 'user:' || p.id
  left join budgets r on r.subject = 'role:' || p.role
  left join budgets o on o.subject = 'own:' || p.id
  cross join lateral (
    select sum(d.amount) filter (where d.day = (now() at time zone 'UTC')::date) as day, sum(d.amount) as month
    from usage_days d where d.user_id = p.id and d.day between date_trunc('month', now() at time zone 'UTC')::date and (now() at time zone 'UTC')::date
  ) s
  where p.id = person
$$;
--> statement-breakpoint

-- Sets money aside for a call, or says which budget has none left: one statement. Whoever asks for the same person at the same time
-- waits for the lock, and each statement in here sees what they have stored.
-- What is set aside is what the call can cost at most, or what is left where that pays for a useful answer: the caller then asks for a
-- shorter one. Where the price is only assumed, anything left will do.
create function reserve_model_call(call jsonb) returns table (granted numeric, tokens integer, period text, source text, budget numeric, resets_at timestamptz)
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
  least_useful := case when prompt_price is null then 0
    else price_call + prompt * price_in + least(longest, (call ->> 'useful_tokens')::int) * price_out end;
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
  if granted < most and prompt_price is not null and price_out > 0 then
    tokens := least(tokens, floor((granted - price_call - prompt * price_in) / price_out)::int);
  end if;
  insert into model_calls (id, user_id, api_key_id, session_id, purpose, model_asked, prompt_price, completion_price, cached_price, reserved, amount, state)
  values ((call ->> 'id')::uuid, person, (call ->> 'api_key_id')::uuid, conversation, call ->> 'purpose', call ->> 'model_asked',
    prompt_price, completion_price, (call ->> 'cached_price')::numeric, granted, granted, 'reserved');
  return query select granted, tokens, null::text, null::text, null::numeric, null::timestamptz;
end $$;
