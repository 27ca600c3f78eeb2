select id, name, description, created_at, updated_at, version,
       (select count(*)::int from (select from items limit 10001) as counted) as total
  from items order by created_at desc, id desc limit 20;
