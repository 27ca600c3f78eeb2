CREATE TABLE "prompt_versions" (
	"prompt_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"content" text NOT NULL,
	"variables" jsonb NOT NULL,
	"changed_by" uuid NOT NULL,
	"changed_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "prompt_versions_prompt_id_version_pk" PRIMARY KEY("prompt_id","version")
);
--> statement-breakpoint
CREATE TABLE "prompts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"content" text NOT NULL,
	"variables" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "prompts_name_length" CHECK (length(name) between 1 and 100),
	CONSTRAINT "prompts_description_length" CHECK (length(description) <= 500),
	CONSTRAINT "prompts_content_length" CHECK (length(content) between 1 and 20000),
	CONSTRAINT "prompts_version" CHECK (version > 0)
);
--> statement-breakpoint
ALTER TABLE "prompt_versions" ADD CONSTRAINT "prompt_versions_prompt_id_prompts_id_fk" FOREIGN KEY ("prompt_id") REFERENCES "public"."prompts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "prompts_owner" ON "prompts" USING btree ("owner_id",(lower(name) collate "C"),"id");--> statement-breakpoint
CREATE INDEX "prompts_shared" ON "prompts" USING btree ((lower(name) collate "C"),"id") WHERE shared;--> statement-breakpoint
-- Whoever edits the team's records may share prompts with it; roles that a workspace made itself are given it by hand.
select acting(null, 'system');
--> statement-breakpoint
update roles set permissions = array['items:read', 'items:write', 'chat:use', 'prompts:share'] where slug = 'editor';
--> statement-breakpoint
update roles set permissions = array['items:read', 'items:write', 'chat:use', 'prompts:share', 'users:manage', 'audit:read', 'system:read', 'system:manage'] where slug = 'administrator';
--> statement-breakpoint
-- That one was made, shared or deleted; its text is its owner's, like a conversation's.
create trigger prompts_audit after insert or update or delete on prompts
  for each row execute function audit_change('prompt', 'id', 'owner_id name shared');
