\set n random(1, :rows) + 100000000000
select id, name, description, created_at, updated_at, version from items where id = ('01900000-0000-7000-8000-' || :n)::uuid;
