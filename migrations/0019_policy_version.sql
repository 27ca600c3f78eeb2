ALTER TABLE "model_policy" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "model_policy" ADD CONSTRAINT "model_policy_version" CHECK (version > 0);