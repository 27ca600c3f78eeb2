insert into items (id, name, description) values (gen_random_uuid(), '季度报告 华东区', '第三季度销售数据，含各区域对比与下一步计划。')
returning id, name, description, created_at, updated_at, version;
