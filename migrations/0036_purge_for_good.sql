-- What goes for good, out of the trash, leaves its name in the audit and nothing that it could be made of anew; and it is in no change set, which could be undone.
create or replace function items_audit() returns trigger language plpgsql as $$
declare
  for_good boolean := tg_op = 'DELETE' and coalesce(current_setting('deskmate.for_good', true), '') = 'yes';
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
    case when for_good then jsonb_build_object('name', old.name, 'collection_id', old.collection_id, 'deleted_at', item_snapshot(old) -> 'deleted_at')
         when tg_op = 'UPDATE' then item_snapshot(old)
         when tg_op = 'DELETE' then item_snapshot(old) || jsonb_build_object(
           'collection_id', old.collection_id, 'version', old.version, 'created_by', old.created_by, 'created_at', to_char(old.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end,
    case when tg_op <> 'DELETE' then item_snapshot(new) end,
    case when not for_good then change_set(case when tg_op = 'DELETE' then old.collection_id else new.collection_id end) end);
  return null;
end $$;
--> statement-breakpoint
-- As in 0034, but for what goes out of the trash: webhooks were told that it is deleted when it came there.
create or replace function items_feed_removed() returns trigger language plpgsql as $$
begin
  perform feed(collection_id, 'items', count(*)::int, case when count(*) <= 100 then
    jsonb_agg(jsonb_build_object('id', id, 'version', version, 'kind', 'deleted')) end)
  from removed group by collection_id;
  if exists (select from webhooks where enabled) then
    perform queue_for_webhooks(collection_id, jsonb_agg(jsonb_build_object('id', id, 'version', version, 'kind', 'deleted')))
    from (
      select collection_id, id, version, (row_number() over (partition by collection_id order by id) - 1) / 100 as part
      from removed where deleted_at is null and is_for_webhooks(collection_id)
    ) as told
    group by collection_id, part order by collection_id, part;
  end if;
  return null;
end $$;
