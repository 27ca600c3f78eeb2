CREATE TABLE "views" (
	"id" uuid PRIMARY KEY NOT NULL,
	"collection_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "views_name_length" CHECK (length(name) between 1 and 100),
	CONSTRAINT "views_settings" CHECK (jsonb_typeof(settings) = 'object'),
	CONSTRAINT "views_default_shared" CHECK (shared or not is_default),
	CONSTRAINT "views_version" CHECK (version > 0)
);
--> statement-breakpoint
CREATE INDEX "views_collection" ON "views" USING btree ("collection_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "views_default" ON "views" USING btree ("collection_id") WHERE is_default and deleted_at is null;