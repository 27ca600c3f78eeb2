-- The least that the items of the contract need; the bare handler and pgbench use it.
create table if not exists items (
  id uuid primary key,
  name varchar(255) not null,
  description text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  version int not null default 1
);
create index if not exists items_newest on items (created_at, id);
