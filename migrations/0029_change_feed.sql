-- What changed, for whoever follows a collection: a row for each statement, beside the audit, which has each change whole.

CREATE TABLE "change_feed" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "change_feed_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"xact" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"at" timestamp(3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"collection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"change_set_id" uuid,
	"actor_id" uuid,
	"source" text NOT NULL,
	"count" integer NOT NULL,
	"changes" jsonb,
	CONSTRAINT "change_feed_kind" CHECK (kind in ('items', 'collection')),
	CONSTRAINT "change_feed_source" CHECK (source in ('page', 'api', 'api-key', 'assistant', 'import', 'system', 'database'))
);
--> statement-breakpoint
CREATE INDEX "change_feed_collection" ON "change_feed" USING btree ("collection_id","xact");
--> statement-breakpoint

create function feed(collection uuid, what text, how_many integer, changed jsonb) returns void language sql as $$
  insert into change_feed (collection_id, kind, change_set_id, actor_id, source, count, changes)
  values (
    collection,
    what,
    nullif(current_setting('deskmate.change_set', true), '')::uuid,
    nullif(current_setting('deskmate.actor', true), '')::uuid,
    coalesce(nullif(current_setting('deskmate.source', true), ''), 'database'),
    how_many,
    changed)
$$;
--> statement-breakpoint

-- These come after the triggers of each row, which make the change set. Of more than a hundred items it is enough to know how many there are:
-- whoever follows reads again.
create function items_feed_added() returns trigger language plpgsql as $$
begin
  perform feed(collection_id, 'items', count(*)::int, case when count(*) <= 100 then
    jsonb_agg(jsonb_build_object('id', id, 'version', version, 'kind', case when deleted_at is null then 'created' else 'deleted' end)) end)
  from added group by collection_id;
  return null;
end $$;
create trigger items_feed_added after insert on items referencing new table as added for each statement execute function items_feed_added();
--> statement-breakpoint
-- Not joined: the plan that a connection keeps from changes of one row would compare each of ten thousand with each.
create function items_feed_changed() returns trigger language plpgsql as $$
begin
  perform feed(collection_id, 'items', count(*)::int, case when count(*) <= 100 then
    jsonb_agg(jsonb_build_object('id', id, 'version', version, 'kind', case when is_trashed then 'deleted' when was_trashed then 'restored' else 'updated' end)) end)
  from (
    select collection_id, id, max(version) as version, bool_or(trashed and is_new) as is_trashed, bool_or(trashed and not is_new) as was_trashed
    from (
      select collection_id, id, version, deleted_at is not null as trashed, true as is_new from after_rows
      union all select collection_id, id, version, deleted_at is not null, false from before_rows
    ) as versions
    group by collection_id, id having min(version) <> max(version)
  ) as changed
  group by collection_id;
  return null;
end $$;
create trigger items_feed_changed after update on items
  referencing old table as before_rows new table as after_rows for each statement execute function items_feed_changed();
--> statement-breakpoint
create function items_feed_removed() returns trigger language plpgsql as $$
begin
  perform feed(collection_id, 'items', count(*)::int, case when count(*) <= 100 then
    jsonb_agg(jsonb_build_object('id', id, 'version', version, 'kind', 'deleted')) end)
  from removed group by collection_id;
  return null;
end $$;
create trigger items_feed_removed after delete on items referencing old table as removed for each statement execute function items_feed_removed();
--> statement-breakpoint
create function collections_feed() returns trigger language plpgsql as $$
begin
  perform feed(new.id, 'collection', 0, null);
  return null;
end $$;
create trigger collections_feed after update on collections for each row when (new.* is distinct from old.*) execute function collections_feed();
