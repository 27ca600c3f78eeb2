CREATE TABLE "dashboard_tiles" (
	"id" uuid PRIMARY KEY NOT NULL,
	"place" integer NOT NULL,
	"settings" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "dashboard_tiles_settings" CHECK (jsonb_typeof(settings) = 'object'),
	CONSTRAINT "dashboard_tiles_version" CHECK (version > 0)
);
--> statement-breakpoint
CREATE INDEX "dashboard_tiles_place" ON "dashboard_tiles" USING btree ("place","id") WHERE deleted_at is null;