CREATE TABLE "webhook_attempts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_attempts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"delivery_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"status" integer,
	"duration_ms" integer NOT NULL,
	"error" text,
	"answer" text NOT NULL,
	CONSTRAINT "webhook_attempts_error" CHECK (error in ('address', 'name', 'connection', 'tls', 'timeout', 'redirect', 'status', 'secret'))
);
--> statement-breakpoint
CREATE TABLE "webhook_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp(3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"collection_id" uuid NOT NULL,
	"change_set_id" uuid,
	"actor_id" uuid,
	"source" text NOT NULL,
	"changes" jsonb NOT NULL,
	CONSTRAINT "webhook_changes_source" CHECK (source in ('page', 'api', 'api-key', 'assistant', 'import', 'system', 'database'))
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"place" bigint GENERATED ALWAYS AS IDENTITY (sequence name "webhook_deliveries_place_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"webhook_id" uuid NOT NULL,
	"type" text NOT NULL,
	"changes" integer NOT NULL,
	"body" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_deliveries_state" CHECK (state in ('waiting', 'delivered', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"events" text[] NOT NULL,
	"collection_ids" uuid[],
	"enabled" boolean NOT NULL,
	"stopped" text,
	"secret" text NOT NULL,
	"previous_secret" text,
	"previous_until" timestamp(3) with time zone,
	"created_by" uuid NOT NULL,
	"failing_since" timestamp(3) with time zone,
	"held_until" timestamp(3) with time zone,
	"runner" uuid,
	"busy_until" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhooks_name_length" CHECK (length(name) between 1 and 100),
	CONSTRAINT "webhooks_url_length" CHECK (length(url) between 1 and 2000),
	CONSTRAINT "webhooks_stopped" CHECK (stopped in ('gone', 'failing', 'behind', 'creator')),
	CONSTRAINT "webhooks_stopped_disabled" CHECK (stopped is null or not enabled),
	CONSTRAINT "webhooks_version" CHECK (version > 0)
);
--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_id_webhook_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."webhook_deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_attempts_delivery" ON "webhook_attempts" USING btree ("delivery_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_place" ON "webhook_deliveries" USING btree ("webhook_id","place");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_state" ON "webhook_deliveries" USING btree ("webhook_id","state","place");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_waiting" ON "webhook_deliveries" USING btree ("webhook_id","next_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_created_at" ON "webhook_deliveries" USING btree ("created_at");--> statement-breakpoint
-- Of each change of items that a webhook may want, what it needs to be told of, in the transaction of the change: as long as a statement is, in rows of a
-- hundred. Where there is no webhook, a write costs one look into a table that is empty.
create function queue_for_webhooks(collection uuid, changed jsonb) returns void language sql as $$
  insert into webhook_changes (collection_id, change_set_id, actor_id, source, changes)
  select
    collection,
    nullif(current_setting('deskmate.change_set', true), '')::uuid,
    nullif(current_setting('deskmate.actor', true), '')::uuid,
    coalesce(nullif(current_setting('deskmate.source', true), ''), 'database'),
    changed
$$;
--> statement-breakpoint
create function is_for_webhooks(collection uuid) returns boolean language sql stable as $$
  select exists (select from webhooks where enabled and (collection_ids is null or collection = any(collection_ids)))
$$;
--> statement-breakpoint

-- As in 0029, and what webhooks are told of.
create or replace function items_feed_added() returns trigger language plpgsql as $$
begin
  perform feed(collection_id, 'items', count(*)::int, case when count(*) <= 100 then
    jsonb_agg(jsonb_build_object('id', id, 'version', version, 'kind', case when deleted_at is null then 'created' else 'deleted' end)) end)
  from added group by collection_id;
  if exists (select from webhooks where enabled) then
    perform queue_for_webhooks(collection_id, jsonb_agg(jsonb_build_object('id', id, 'version', version, 'kind', kind)))
    from (
      select collection_id, id, version, case when deleted_at is null then 'created' else 'deleted' end as kind,
        (row_number() over (partition by collection_id order by id) - 1) / 100 as part
      from added where is_for_webhooks(collection_id)
    ) as told
    group by collection_id, part order by collection_id, part;
  end if;
  return null;
end $$;
--> statement-breakpoint
create or replace function items_feed_changed() returns trigger language plpgsql as $$
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
  if exists (select from webhooks where enabled) then
    perform queue_for_webhooks(collection_id,
      jsonb_agg(jsonb_build_object('id', id, 'version', version, 'kind', case when is_trashed then 'deleted' when was_trashed then 'restored' else 'updated' end)))
    from (
      select collection_id, id, max(version) as version, bool_or(trashed and is_new) as is_trashed, bool_or(trashed and not is_new) as was_trashed,
        (row_number() over (partition by collection_id order by id) - 1) / 100 as part
      from (
        select collection_id, id, version, deleted_at is not null as trashed, true as is_new from after_rows
        union all select collection_id, id, version, deleted_at is not null, false from before_rows
      ) as versions
      where is_for_webhooks(collection_id)
      group by collection_id, id having min(version) <> max(version)
    ) as told
    group by collection_id, part order by collection_id, part;
  end if;
  return null;
end $$;
--> statement-breakpoint
create or replace function items_feed_removed() returns trigger language plpgsql as $$
begin
  perform feed(collection_id, 'items', count(*)::int, case when count(*) <= 100 then
    jsonb_agg(jsonb_build_object('id', id, 'version', version, 'kind', 'deleted')) end)
  from removed group by collection_id;
  if exists (select from webhooks where enabled) then
    perform queue_for_webhooks(collection_id, jsonb_agg(jsonb_build_object('id', id, 'version', version, 'kind', 'deleted')))
    from (
      select collection_id, id, version, (row_number() over (partition by collection_id order by id) - 1) / 100 as part
      from removed where is_for_webhooks(collection_id)
    ) as told
    group by collection_id, part order by collection_id, part;
  end if;
  return null;
end $$;
--> statement-breakpoint

-- Not the secrets, and not what a process notes while it sends.
create trigger webhooks_audit_ends after insert or delete on webhooks
  for each row execute function audit_change('webhook', 'id', 'name url events collection_ids enabled stopped created_by');
create trigger webhooks_audit_changed after update on webhooks for each row when (old.version <> new.version)
  execute function audit_change('webhook', 'id', 'name url events collection_ids enabled stopped created_by');
--> statement-breakpoint
update roles set permissions = array['items:read', 'items:write', 'collections:manage', 'chat:use', 'prompts:share', 'users:manage', 'webhooks:manage', 'audit:read', 'system:read', 'system:manage']
  where slug = 'administrator';
