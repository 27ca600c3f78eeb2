CREATE TABLE "chat_presets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"model" text,
	"settings" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chat_presets_name_length" CHECK (length(name) between 1 and 60)
);
--> statement-breakpoint
CREATE TABLE "model_catalogues" (
	"base_url" text PRIMARY KEY NOT NULL,
	"models" jsonb NOT NULL,
	"fetched_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_favourites" (
	"owner_id" uuid NOT NULL,
	"model" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_favourites_owner_id_model_pk" PRIMARY KEY("owner_id","model")
);
--> statement-breakpoint
CREATE TABLE "model_policy" (
	"slot" smallint PRIMARY KEY NOT NULL,
	"allowed" text[] DEFAULT '{}' NOT NULL,
	"default_model" text,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_policy_slot" CHECK (slot = 1)
);
--> statement-breakpoint
ALTER TABLE "chat_messages" ADD COLUMN "reasoning_ms" integer;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD COLUMN "settings" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "chat_presets_name" ON "chat_presets" USING btree ("owner_id",lower(name));--> statement-breakpoint
CREATE UNIQUE INDEX "chat_presets_default" ON "chat_presets" USING btree ("owner_id") WHERE is_default;
--> statement-breakpoint
-- The one row of the workspace's decision: from here on it is only changed.
insert into model_policy (slot) values (1);
--> statement-breakpoint
create trigger model_policy_audit after insert or update or delete on model_policy
  for each row execute function audit_change('model_policy', 'slot', 'allowed default_model');
--> statement-breakpoint
-- Of presets whose they are and what they are called, nothing of what they say.
create trigger chat_presets_audit after insert or update or delete on chat_presets
  for each row execute function audit_change('preset', 'id', 'owner_id name is_default model');
