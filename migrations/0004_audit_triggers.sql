-- The audit: every change of data is an entry, whoever writes: a route, an import, psql. The history of items becomes a part of it.

DROP INDEX "audit_entries_position";--> statement-breakpoint
DROP INDEX "audit_entries_actor";--> statement-breakpoint
insert into audit_entries (at, actor_id, source, action, target_type, target_id, version, before, after)
select at, actor_id, 'page', 'item.' || operation, 'item', item_id::text, version, before, after from item_changes order by at, item_id, version;
--> statement-breakpoint
drop trigger items_record_change on items;
drop function items_record_change();
--> statement-breakpoint
DROP TABLE "item_changes" CASCADE;--> statement-breakpoint
ALTER TABLE "audit_head" ADD COLUMN "key" text;--> statement-breakpoint
CREATE INDEX "audit_entries_unsealed" ON "audit_entries" USING btree ("id") WHERE position is null;--> statement-breakpoint
CREATE INDEX "audit_entries_at" ON "audit_entries" USING btree ("at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_entries_position" ON "audit_entries" USING btree ("position") WHERE position is not null;--> statement-breakpoint
CREATE INDEX "audit_entries_actor" ON "audit_entries" USING btree ("actor_id","at","id");--> statement-breakpoint
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_source" CHECK (source in ('page', 'api', 'api-key', 'assistant', 'import', 'system', 'database'));--> statement-breakpoint
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_sealed" CHECK ((position is null) = (hash is null));--> statement-breakpoint

-- Says for the rest of the transaction who acts and from where, and gives the actor back, so that it can stand where a statement names one.
-- One expression, so that PostgreSQL puts it in place of the call.
create function acting(actor uuid, source text) returns uuid language sql as $$
  select case when set_config('deskmate.actor', coalesce(actor::text, ''), true) is not null
    and set_config('deskmate.source', coalesce(source, ''), true) is not null then actor end
$$;
--> statement-breakpoint

-- Of items every version is kept whole: this is their history. Most writes are these, so that they have a trigger of their own,
-- and whether there is anything to write is asked before it is called.
create function items_audit() returns trigger language plpgsql as $$
begin
  insert into audit_entries (actor_id, source, action, target_type, target_id, version, before, after)
  values (
    nullif(current_setting('deskmate.actor', true), '')::uuid,
    coalesce(nullif(current_setting('deskmate.source', true), ''), 'database'),
    case when tg_op = 'INSERT' then 'item.create'
         when tg_op = 'DELETE' then 'item.purge'
         when new.deleted_at is not null and old.deleted_at is null then 'item.delete'
         when new.deleted_at is null and old.deleted_at is not null then 'item.restore'
         else 'item.update' end,
    'item',
    case when tg_op = 'DELETE' then old.id else new.id end::text,
    case when tg_op <> 'DELETE' then new.version end,
    case when tg_op <> 'INSERT' then jsonb_build_object('name', old.name, 'description', old.description) end,
    case when tg_op <> 'DELETE' then jsonb_build_object('name', new.name, 'description', new.description) end);
  return null;
end $$;
create trigger items_audit_added after insert on items for each row execute function items_audit();
create trigger items_audit_changed after update on items for each row when (new.version <> old.version) execute function items_audit();
create trigger items_audit_removed after delete on items for each row execute function items_audit();
--> statement-breakpoint

-- All other tables. Arguments: what a row is called, its key, and the columns that an entry may show: what is not listed is never copied,
-- so that a secret of a later version is not either. A change of none of them is no entry.
create function audit_change() returns trigger language plpgsql as $$
declare
  kind text := tg_argv[0];
  shown text[] := string_to_array(tg_argv[2], ' ');
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  is_now jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  seen_before jsonb;
  seen_after jsonb;
  what text;
  more jsonb := '{}';
begin
  if tg_op <> 'INSERT' then
    select jsonb_object_agg(name, was -> name) into seen_before from unnest(shown) as name;
  end if;
  if tg_op <> 'DELETE' then
    select jsonb_object_agg(name, is_now -> name) into seen_after from unnest(shown) as name;
  end if;
  if kind = 'user' and tg_op = 'UPDATE' then
    if was ->> 'password_hash' is distinct from is_now ->> 'password_hash' then
      more := more || '{"password_changed": true}';
    end if;
    if was ->> 'totp_secret' is distinct from is_now ->> 'totp_secret' then
      more := more || jsonb_build_object('second_factor_changed', true, 'second_factor', is_now ->> 'totp_secret' is not null);
    end if;
  end if;
  if kind = 'link' then
    kind := case coalesce(is_now, was) ->> 'purpose' when 'setup' then 'setup_link' when 'reset' then 'reset_link' else 'invitation' end;
  end if;

  if tg_op = 'INSERT' then
    what := 'create';
  elsif tg_op = 'DELETE' then
    what := 'delete';
    if was ? 'ended_at' then
      -- What had ended before is only tidied up.
      if was ->> 'ended_at' is not null or (was ->> 'expires_at')::timestamptz <= now() then return null; end if;
      what := 'end';
    end if;
  elsif seen_before = seen_after and more = '{}' then
    return null;
  elsif was ->> 'ended_at' is null and is_now ->> 'ended_at' is not null then
    what := 'end';
  elsif was ->> 'retired_at' is null and is_now ->> 'retired_at' is not null then
    what := 'retire';
  elsif kind = 'user' and was ->> 'status' <> is_now ->> 'status' then
    what := case when is_now ->> 'status' = 'deleted' then 'delete'
                 when is_now ->> 'status' = 'disabled' then 'disable'
                 when was ->> 'status' = 'disabled' then 'enable'
                 else 'claim' end;
  elsif kind = 'chat' then
    what := 'rename';
  else
    what := 'update';
  end if;

  insert into audit_entries (actor_id, source, action, target_type, target_id, before, after, detail)
  values (
    nullif(current_setting('deskmate.actor', true), '')::uuid,
    coalesce(nullif(current_setting('deskmate.source', true), ''), 'database'),
    kind || '.' || what, kind, coalesce(is_now, was) ->> tg_argv[1], seen_before, seen_after, more);
  return null;
end $$;

create trigger users_audit after insert or update or delete on users
  for each row execute function audit_change('user', 'id', 'name email role status language theme');
create trigger roles_audit after insert or update or delete on roles
  for each row execute function audit_change('role', 'slug', 'name permissions built_in');
create trigger api_keys_audit after insert or update or delete on api_keys
  for each row execute function audit_change('api_key', 'id', 'user_id name prefix scopes session_id expires_at ended_at');
create trigger sign_in_links_audit after insert or update or delete on sign_in_links
  for each row execute function audit_change('link', 'id', 'user_id email role created_by expires_at ended_at');
create trigger auth_sessions_audit after insert or delete on auth_sessions
  for each row execute function audit_change('session', 'id', 'user_id method device address expires_at ended_at end_reason');
-- Each request may note when the session was used last.
create trigger auth_sessions_audit_changed after update on auth_sessions
  for each row when ((old.ended_at, old.expires_at) is distinct from (new.ended_at, new.expires_at))
  execute function audit_change('session', 'id', 'user_id method device address expires_at ended_at end_reason');
create trigger signing_keys_audit after insert or update or delete on signing_keys
  for each row execute function audit_change('signing_key', 'kid', 'created_at retired_at');
create trigger oidc_identities_audit after insert or update or delete on oidc_identities
  for each row execute function audit_change('identity', 'user_id', 'issuer subject user_id');
-- Of conversations whose they are and what they are called, nothing of what was said; a new one is called by its first words.
create trigger chat_sessions_audit_added after insert on chat_sessions
  for each row execute function audit_change('chat', 'id', 'owner_id');
create trigger chat_sessions_audit_changed after update on chat_sessions
  for each row when (old.title <> new.title) execute function audit_change('chat', 'id', 'owner_id title');
create trigger chat_sessions_audit_removed after delete on chat_sessions
  for each row execute function audit_change('chat', 'id', 'owner_id title');
--> statement-breakpoint

-- Entries are only added, and sealed once. Who owns the database can still take these triggers away; that is what the chain is for.
create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'Entries of the audit are only added (% on %).', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end $$;
create function audit_entries_only_sealed() returns trigger language plpgsql as $$
declare
  unsealed audit_entries := new;
begin
  unsealed.position := null;
  unsealed.hash := null;
  -- As bytes: an entry that was sealed already differs too.
  if new.position is null or old *<> unsealed then
    raise exception 'Entries of the audit are only added (% on %).', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create function audit_head_only_forward() returns trigger language plpgsql as $$
begin
  if new.position < old.position or new.slot <> old.slot then
    raise exception 'The chain of the audit only grows.' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger audit_entries_unsealed_first before insert on audit_entries
  for each row when (new.position is not null) execute function audit_refuse();
create trigger audit_entries_only_sealed before update on audit_entries for each row execute function audit_entries_only_sealed();
create trigger audit_entries_kept before delete or truncate on audit_entries for each statement execute function audit_refuse();
create trigger audit_head_only_forward before update on audit_head for each row execute function audit_head_only_forward();
create trigger audit_head_kept before insert or delete or truncate on audit_head for each statement execute function audit_refuse();
