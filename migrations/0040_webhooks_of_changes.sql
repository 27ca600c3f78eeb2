ALTER TABLE "webhook_changes" ADD COLUMN "webhook_ids" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
create function webhooks_for(collection uuid) returns uuid[] language sql stable as $$
  select array(select id from webhooks where enabled and (collection_ids is null or collection = any(collection_ids)) order by id)
$$;
--> statement-breakpoint
update webhook_changes set webhook_ids = webhooks_for(collection_id);
--> statement-breakpoint
-- As in 0034, and who is to be told: what one is told of does not depend on how soon it is looked after.
create or replace function queue_for_webhooks(collection uuid, changed jsonb) returns void language sql as $$
  insert into webhook_changes (collection_id, change_set_id, actor_id, source, changes, webhook_ids)
  select
    collection,
    nullif(current_setting('deskmate.change_set', true), '')::uuid,
    nullif(current_setting('deskmate.actor', true), '')::uuid,
    coalesce(nullif(current_setting('deskmate.source', true), ''), 'database'),
    changed,
    webhooks_for(collection)
$$;
