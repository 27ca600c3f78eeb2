-- Which row of the file: several may begin in one line.
ALTER TABLE "imports" ADD COLUMN "rows" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "import_refusals" ADD COLUMN "row" integer;--> statement-breakpoint
UPDATE "import_refusals" SET "row" = "line";--> statement-breakpoint
ALTER TABLE "import_refusals" ALTER COLUMN "row" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "import_refusals" DROP CONSTRAINT "import_refusals_import_id_line_pk";--> statement-breakpoint
ALTER TABLE "import_refusals" ADD CONSTRAINT "import_refusals_import_id_row_pk" PRIMARY KEY("import_id","row");
