-- Items of every collection, and what their fields hold.

drop trigger items_before_update on items;
drop trigger items_count_added on items;
drop trigger items_count_changed on items;
drop trigger items_count_removed on items;
--> statement-breakpoint
DROP INDEX "items_created_at";--> statement-breakpoint
DROP INDEX "items_updated_at";--> statement-breakpoint
DROP INDEX "items_name";--> statement-breakpoint
DROP INDEX "items_deleted_at";--> statement-breakpoint
ALTER TABLE "items" drop column "search";--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "collection_id" uuid DEFAULT '00000000-0000-7000-8000-000000000010' NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "values" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_values" CHECK (jsonb_typeof("values") = 'object');--> statement-breakpoint

-- What of an item can be found by words beside its name: its description, and all text and numbers in its fields, but no ids of others.
create function item_text(description text, vals jsonb) returns text language plpgsql immutable parallel safe as $$
begin
  if vals = '{}' then return description; end if;
  return coalesce(description, '') || coalesce((
    select string_agg(' ' || word, '' order by key, place)
    from jsonb_each(vals) as field (key, value)
    cross join lateral (
      select value #>> '{}' as word, 0::bigint as place where jsonb_typeof(value) in ('string', 'number')
      union all
      select part #>> '{}', n from jsonb_array_elements(case jsonb_typeof(value) when 'array' then value else '[]' end) with ordinality as parts (part, n)
      where jsonb_typeof(part) = 'string'
    ) as words
    where word !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
  ), '');
end
$$;
--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "search" "tsvector" GENERATED ALWAYS AS (search_vector(name, item_text(description, "values"))) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "items_created_at" ON "items" USING btree ("collection_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "items_updated_at" ON "items" USING btree ("collection_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "items_name" ON "items" USING btree ("collection_id",(lower(name) collate "C"),"id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "items_deleted_at" ON "items" USING btree ("collection_id","deleted_at","id") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "items_search" ON "items" USING gin ("search") WITH (fastupdate=false);--> statement-breakpoint
ALTER TABLE "item_counts" ADD COLUMN "collection_id" uuid DEFAULT '00000000-0000-7000-8000-000000000010' NOT NULL;--> statement-breakpoint
ALTER TABLE "item_counts" DROP CONSTRAINT "item_counts_pkey";--> statement-breakpoint
ALTER TABLE "item_counts" ADD CONSTRAINT "item_counts_collection_id_slot_pk" PRIMARY KEY("collection_id","slot");--> statement-breakpoint
ALTER TABLE "item_days" ADD COLUMN "collection_id" uuid DEFAULT '00000000-0000-7000-8000-000000000010' NOT NULL;--> statement-breakpoint
ALTER TABLE "item_days" DROP CONSTRAINT "item_days_day_slot_pk";--> statement-breakpoint
ALTER TABLE "item_days" ADD CONSTRAINT "item_days_collection_id_day_slot_pk" PRIMARY KEY("collection_id","day","slot");--> statement-breakpoint

create or replace function items_before_update() returns trigger language plpgsql as $$
begin
  new.id := old.id;
  new.collection_id := old.collection_id;
  new.created_at := old.created_at;
  new.created_by := old.created_by;
  if (new.name, new.description, new."values", new.deleted_at) is not distinct from (old.name, old.description, old."values", old.deleted_at) then
    -- Nothing changed: no new version, no entry in the history.
    new.version := old.version;
    new.updated_at := old.updated_at;
    new.updated_by := old.updated_by;
  else
    new.version := old.version + 1;
    -- Never backwards, even where two servers' clocks differ.
    new.updated_at := greatest(now(), old.updated_at);
  end if;
  return new;
end $$;
create trigger items_before_update before update on items for each row execute function items_before_update();
--> statement-breakpoint

-- One slot a connection for each collection, always in the same order: two can wait for each other but never in a circle.
create or replace function items_count_added() returns trigger language plpgsql as $$
declare
  slot_here smallint := pg_backend_pid() % 16;
begin
  insert into item_counts (collection_id, slot, live, trashed)
  select collection_id, slot_here, count(*) filter (where deleted_at is null), count(*) filter (where deleted_at is not null) from added group by 1 order by 1
  on conflict (collection_id, slot) do update set live = item_counts.live + excluded.live, trashed = item_counts.trashed + excluded.trashed;
  insert into item_days (collection_id, day, slot, created)
  select collection_id, (created_at at time zone 'UTC')::date, slot_here, count(*) from added group by 1, 2 order by 1, 2
  on conflict (collection_id, day, slot) do update set created = item_days.created + excluded.created;
  return null;
end $$;
create trigger items_count_added after insert on items referencing new table as added for each statement execute function items_count_added();
--> statement-breakpoint
create or replace function items_count_changed() returns trigger language plpgsql as $$
begin
  insert into item_counts (collection_id, slot, live, trashed)
  select collection_id, pg_backend_pid() % 16, -sum(more), sum(more)
  from (
    select collection_id, count(*) as more from after_rows where deleted_at is not null group by 1
    union all select collection_id, -count(*) from before_rows where deleted_at is not null group by 1
  ) as changed
  group by 1 having sum(more) <> 0 order by 1
  on conflict (collection_id, slot) do update set live = item_counts.live + excluded.live, trashed = item_counts.trashed + excluded.trashed;
  return null;
end $$;
create trigger items_count_changed after update on items
  referencing old table as before_rows new table as after_rows for each statement execute function items_count_changed();
--> statement-breakpoint
create or replace function items_count_removed() returns trigger language plpgsql as $$
begin
  insert into item_counts (collection_id, slot, live, trashed)
  select collection_id, pg_backend_pid() % 16, -count(*) filter (where deleted_at is null), -count(*) filter (where deleted_at is not null)
  from removed group by 1 order by 1
  on conflict (collection_id, slot) do update set live = item_counts.live + excluded.live, trashed = item_counts.trashed + excluded.trashed;
  return null;
end $$;
create trigger items_count_removed after delete on items referencing old table as removed for each statement execute function items_count_removed();
--> statement-breakpoint

create or replace function items_audit() returns trigger language plpgsql as $$
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
    case when tg_op <> 'INSERT' then
      jsonb_build_object('name', old.name, 'description', old.description) || case when old."values" = '{}' then '{}' else jsonb_build_object('values', old."values") end end,
    case when tg_op <> 'DELETE' then
      jsonb_build_object('name', new.name, 'description', new.description) || case when new."values" = '{}' then '{}' else jsonb_build_object('values', new."values") end end);
  return null;
end $$;
