-- Every change belongs to a change set: what was changed at once, and is undone at once.

CREATE TABLE "change_sets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"actor_id" uuid,
	"source" text NOT NULL,
	"kind" text DEFAULT 'edit' NOT NULL,
	"collection_id" uuid,
	"undoes" uuid,
	"undone_by" uuid,
	CONSTRAINT "change_sets_kind" CHECK (kind in ('edit', 'undo'))
);
--> statement-breakpoint
ALTER TABLE "audit_entries" ADD COLUMN "change_set_id" uuid;--> statement-breakpoint
CREATE INDEX "change_sets_collection" ON "change_sets" USING btree ("collection_id","id");--> statement-breakpoint
CREATE INDEX "audit_entries_change_set" ON "audit_entries" USING btree ("change_set_id","id") WHERE change_set_id is not null;
--> statement-breakpoint

-- As the program makes them: milliseconds first, so that ids of later change sets are greater.
create function uuid_v7() returns uuid language sql volatile as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;
--> statement-breakpoint

-- As acting(actor, source), which stays for whoever has no change set to name: they get one for the transaction.
create function acting(actor uuid, source text, change_set uuid) returns uuid language sql as $$
  select case when set_config('deskmate.actor', coalesce(actor::text, ''), true) is not null
    and set_config('deskmate.source', coalesce(source, ''), true) is not null
    and (change_set is null or set_config('deskmate.change_set', change_set::text, true) is not null) then actor end
$$;
--> statement-breakpoint

-- The change set of now; its row is written with its first change.
create function change_set(collection uuid) returns uuid language plpgsql as $$
declare
  of_now uuid := nullif(current_setting('deskmate.change_set', true), '')::uuid;
begin
  if of_now is null then
    of_now := uuid_v7();
    perform set_config('deskmate.change_set', of_now::text, true);
  end if;
  if current_setting('deskmate.change_set_kept', true) is distinct from of_now::text then
    insert into change_sets (id, actor_id, source, collection_id)
    values (
      of_now,
      nullif(current_setting('deskmate.actor', true), '')::uuid,
      coalesce(nullif(current_setting('deskmate.source', true), ''), 'database'),
      collection)
    on conflict (id) do update set collection_id = excluded.collection_id where change_sets.collection_id is null;
    perform set_config('deskmate.change_set_kept', of_now::text, true);
  end if;
  return of_now;
end $$;
--> statement-breakpoint

-- What of an item is kept of each version: what it holds, since when it is in the trash, and with the last one all that making it anew needs.
create function item_snapshot(item items) returns jsonb language sql stable as $$
  select jsonb_build_object('name', item.name, 'description', item.description)
    || case when item."values" = '{}' then '{}' else jsonb_build_object('values', item."values") end
    || case when item.deleted_at is null then '{}' else jsonb_build_object('deleted_at', to_char(item.deleted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end
$$;
--> statement-breakpoint
create or replace function items_audit() returns trigger language plpgsql as $$
begin
  insert into audit_entries (actor_id, source, action, target_type, target_id, version, before, after, change_set_id)
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
    case when tg_op = 'UPDATE' then item_snapshot(old)
         when tg_op = 'DELETE' then item_snapshot(old) || jsonb_build_object(
           'collection_id', old.collection_id, 'version', old.version, 'created_by', old.created_by, 'created_at', to_char(old.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end,
    case when tg_op <> 'DELETE' then item_snapshot(new) end,
    change_set(case when tg_op = 'DELETE' then old.collection_id else new.collection_id end));
  return null;
end $$;
