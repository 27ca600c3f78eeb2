\set n random(1, :rows) + 100000000000
update items set name = '季度报告 修订', description = '供应商已确认交付日期，等待法务审核付款条款。', updated_at = now(), version = version + 1
 where id = ('01900000-0000-7000-8000-' || :n)::uuid
returning id, name, description, created_at, updated_at, version;
