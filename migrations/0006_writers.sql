CREATE TABLE "generation_writers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"beat_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "generation_events" DROP CONSTRAINT "generation_events_generation_id_generations_id_fk";
--> statement-breakpoint
DROP INDEX "generations_heartbeat";--> statement-breakpoint
-- Whatever was being written belongs to a process of before, which is not among the writers.
ALTER TABLE "generations" ADD COLUMN "writer_id" uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';--> statement-breakpoint
ALTER TABLE "generations" ALTER COLUMN "writer_id" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "generations" DROP COLUMN "fence";--> statement-breakpoint
ALTER TABLE "generations" DROP COLUMN "heartbeat_at";