-- The creator of a webhook may do what it does in their name.
create function webhook_creator_may(creator uuid) returns boolean language sql stable as $$
  select exists (select from users u join roles r on r.slug = u.role
    where u.id = creator and u.status = 'active' and r.permissions @> array['items:read', 'webhooks:manage'])
$$;
--> statement-breakpoint
-- What is changed after its creator may not any more is nothing to it, however soon that is found out, and whoever enables it then.
create or replace function webhooks_for(collection uuid) returns uuid[] language sql stable as $$
  select array(
    select id from webhooks
    where enabled and (collection_ids is null or collection = any(collection_ids)) and webhook_creator_may(created_by)
    order by id)
$$;
