-- A field that was deleted can be restored; what it holds stays in the items.

ALTER TABLE "collections" DROP CONSTRAINT "collections_fields";--> statement-breakpoint
ALTER TABLE "collections" ADD COLUMN "deleted_fields" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "collections" ADD CONSTRAINT "collections_fields" CHECK (jsonb_typeof(fields) = 'array' and jsonb_typeof(deleted_fields) = 'array');
--> statement-breakpoint
drop trigger collections_audit on collections;
create trigger collections_audit after insert or update or delete on collections
  for each row execute function audit_change('collection', 'id', 'slug name description fields deleted_fields deleted_at');
