CREATE TABLE "collections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"fields" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "collections_name_length" CHECK (length(name) between 1 and 100),
	CONSTRAINT "collections_slug_form" CHECK (slug ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' and length(slug) <= 60),
	CONSTRAINT "collections_fields" CHECK (jsonb_typeof(fields) = 'array'),
	CONSTRAINT "collections_version" CHECK (version > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "collections_slug" ON "collections" USING btree ("slug");--> statement-breakpoint
insert into collections (id, slug, name) values ('00000000-0000-7000-8000-000000000010', 'items', 'Items');
--> statement-breakpoint
create trigger collections_audit after insert or update or delete on collections
  for each row execute function audit_change('collection', 'id', 'slug name description fields deleted_at');
--> statement-breakpoint
-- Whoever edits the team's records may say what they hold; roles that a workspace made itself are given it by hand.
select acting(null, 'system');
--> statement-breakpoint
update roles set permissions = array['items:read', 'items:write', 'collections:manage', 'chat:use', 'prompts:share'] where slug = 'editor';
--> statement-breakpoint
update roles set permissions = array['items:read', 'items:write', 'collections:manage', 'chat:use', 'prompts:share', 'users:manage', 'audit:read', 'system:read', 'system:manage'] where slug = 'administrator';
