CREATE TABLE "item_comments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" uuid NOT NULL,
	"collection_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"body" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "item_comments_body" CHECK (length(body) between 1 and 4000),
	CONSTRAINT "item_comments_version" CHECK (version > 0)
);
--> statement-breakpoint
ALTER TABLE "change_feed" DROP CONSTRAINT "change_feed_kind";--> statement-breakpoint
CREATE INDEX "item_comments_item" ON "item_comments" USING btree ("item_id","created_at","id");--> statement-breakpoint
ALTER TABLE "change_feed" ADD CONSTRAINT "change_feed_kind" CHECK (kind in ('items', 'collection', 'comments'));--> statement-breakpoint

create trigger item_comments_audit after insert or update on item_comments
  for each row execute function audit_change('comment', 'id', 'item_id author_id body deleted_at');
--> statement-breakpoint
-- One goes for good only with its item, and leaves nothing that it could be made of anew.
create trigger item_comments_audit_removed after delete on item_comments
  for each row execute function audit_change('comment', 'id', 'item_id author_id');
--> statement-breakpoint
-- Whoever follows the collection is told of which item something was said, and reads it.
create function item_comments_feed() returns trigger language plpgsql as $$
begin
  perform feed(new.collection_id, 'comments', 1, jsonb_build_array(jsonb_build_object('id', new.item_id, 'version', new.version, 'kind', 'updated')));
  return null;
end $$;
create trigger item_comments_feed after insert or update on item_comments for each row execute function item_comments_feed();
--> statement-breakpoint
-- What was said of an item that goes for good, out of the trash, goes with it (0036). One whose making is undone comes back with it.
create function items_comments_removed() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('deskmate.for_good', true), '') = 'yes' then
    delete from item_comments where item_id in (select id from removed);
  end if;
  return null;
end $$;
create trigger items_comments_removed after delete on items referencing old table as removed for each statement execute function items_comments_removed();
