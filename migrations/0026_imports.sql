CREATE TABLE "import_parts" (
	"import_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "import_parts_import_id_position_pk" PRIMARY KEY("import_id","position")
);
--> statement-breakpoint
CREATE TABLE "import_refusals" (
	"import_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"cells" jsonb NOT NULL,
	"reasons" jsonb NOT NULL,
	CONSTRAINT "import_refusals_import_id_line_pk" PRIMARY KEY("import_id","line")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"collection_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"size" bigint NOT NULL,
	"found" jsonb,
	"state" text DEFAULT 'waiting' NOT NULL,
	"plan" jsonb,
	"dry_run" boolean DEFAULT false NOT NULL,
	"line" integer DEFAULT 0 NOT NULL,
	"created" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"change_set_id" uuid,
	"undo_id" uuid,
	"undone_to" bigint,
	"error" jsonb,
	"runner" uuid,
	"beat_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp(3) with time zone,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "imports_state" CHECK (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone')),
	CONSTRAINT "imports_name_length" CHECK (length(file_name) between 1 and 150)
);
--> statement-breakpoint
ALTER TABLE "change_sets" DROP CONSTRAINT "change_sets_kind";--> statement-breakpoint
ALTER TABLE "import_parts" ADD CONSTRAINT "import_parts_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_refusals" ADD CONSTRAINT "import_refusals_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "imports_collection" ON "imports" USING btree ("collection_id","created_at");--> statement-breakpoint
CREATE INDEX "imports_owner" ON "imports" USING btree ("owner_id","created_at");--> statement-breakpoint
CREATE INDEX "imports_running" ON "imports" USING btree ("started_at") WHERE state in ('running', 'undoing');--> statement-breakpoint
ALTER TABLE "change_sets" ADD CONSTRAINT "change_sets_kind" CHECK (kind in ('edit', 'import', 'undo'));