-- What keeps rows, their history and the counts in step, whoever writes: a route, an import, psql.

insert into item_counts (slot) select generate_series(0, 15);
insert into users (id, name) values ('00000000-0000-7000-8000-000000000001', 'Owner');

create function items_before_update() returns trigger language plpgsql as $$
begin
  new.id := old.id;
  new.created_at := old.created_at;
  new.created_by := old.created_by;
  if (new.name, new.description, new.deleted_at) is not distinct from (old.name, old.description, old.deleted_at) then
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

create function items_record_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into item_changes (item_id, version, operation, actor_id, at, before, after)
    values (new.id, new.version, 'create', new.created_by, new.created_at, null,
      jsonb_build_object('name', new.name, 'description', new.description));
  elsif new.version <> old.version then
    insert into item_changes (item_id, version, operation, actor_id, at, before, after)
    values (new.id, new.version,
      case when new.deleted_at is not null and old.deleted_at is null then 'delete'
           when new.deleted_at is null and old.deleted_at is not null then 'restore'
           else 'update' end,
      new.updated_by, new.updated_at,
      jsonb_build_object('name', old.name, 'description', old.description),
      jsonb_build_object('name', new.name, 'description', new.description));
  end if;
  return null;
end $$;
create trigger items_record_change after insert or update on items for each row execute function items_record_change();

-- One slot a connection: a transaction touches one row here, so two can wait for each other but never in a circle.
create function items_count_added() returns trigger language plpgsql as $$
declare
  slot_here smallint := pg_backend_pid() % 16;
begin
  update item_counts c set live = c.live + a.live, trashed = c.trashed + a.trashed
  from (select count(*) filter (where deleted_at is null) as live, count(*) filter (where deleted_at is not null) as trashed from added) a
  where c.slot = slot_here;
  insert into item_days (day, slot, created)
  select (created_at at time zone 'UTC')::date, slot_here, count(*) from added group by 1 order by 1
  on conflict (day, slot) do update set created = item_days.created + excluded.created;
  return null;
end $$;
create trigger items_count_added after insert on items referencing new table as added for each statement execute function items_count_added();

create function items_count_changed() returns trigger language plpgsql as $$
declare
  trashed_more bigint;
begin
  select (select count(*) from after_rows where deleted_at is not null) - (select count(*) from before_rows where deleted_at is not null) into trashed_more;
  if trashed_more <> 0 then
    update item_counts set live = live - trashed_more, trashed = trashed + trashed_more where slot = pg_backend_pid() % 16;
  end if;
  return null;
end $$;
create trigger items_count_changed after update on items
  referencing old table as before_rows new table as after_rows for each statement execute function items_count_changed();

create function items_count_removed() returns trigger language plpgsql as $$
begin
  update item_counts c set live = c.live - r.live, trashed = c.trashed - r.trashed
  from (select count(*) filter (where deleted_at is null) as live, count(*) filter (where deleted_at is not null) as trashed from removed) r
  where c.slot = pg_backend_pid() % 16;
  return null;
end $$;
create trigger items_count_removed after delete on items referencing old table as removed for each statement execute function items_count_removed();
