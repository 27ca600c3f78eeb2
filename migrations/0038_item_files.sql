CREATE TABLE "item_file_parts" (
	"file_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "item_file_parts_file_id_position_pk" PRIMARY KEY("file_id","position")
);
--> statement-breakpoint
CREATE TABLE "item_file_uses" (
	"item_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	CONSTRAINT "item_file_uses_item_id_file_id_pk" PRIMARY KEY("item_id","file_id")
);
--> statement-breakpoint
CREATE TABLE "item_files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"media_type" text,
	"size" integer NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "item_files_name_length" CHECK (length(name) between 1 and 150),
	CONSTRAINT "item_files_size" CHECK (size > 0)
);
--> statement-breakpoint
ALTER TABLE "item_file_parts" ADD CONSTRAINT "item_file_parts_file_id_item_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."item_files"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_file_uses" ADD CONSTRAINT "item_file_uses_file_id_item_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."item_files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "item_file_uses_file" ON "item_file_uses" USING btree ("file_id");--> statement-breakpoint
CREATE INDEX "item_files_owner" ON "item_files" USING btree ("owner_id","created_at");--> statement-breakpoint
CREATE INDEX "item_files_created_at" ON "item_files" USING btree ("created_at");--> statement-breakpoint
-- Most files are compressed already: trying it again would cost time and give nothing.
alter table item_file_parts alter column bytes set storage external;
