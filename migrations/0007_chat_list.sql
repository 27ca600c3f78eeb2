CREATE TABLE "chat_folders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chat_folders_name_length" CHECK (length(name) between 1 and 100)
);
--> statement-breakpoint
CREATE TABLE "chat_search" (
	"id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"message_id" uuid,
	"owner_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"search" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_share_messages" (
	"share_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"role" text NOT NULL,
	"content" text NOT NULL,
	"model" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "chat_share_messages_share_id_position_pk" PRIMARY KEY("share_id","position"),
	CONSTRAINT "chat_share_messages_role" CHECK (role in ('user', 'assistant'))
);
--> statement-breakpoint
CREATE TABLE "chat_shares" (
	"id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"title" text NOT NULL,
	"message_count" integer NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"taken_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp(3) with time zone,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "chat_shares_title_length" CHECK (length(title) between 1 and 200)
);
--> statement-breakpoint
DROP INDEX "chat_sessions_newest";--> statement-breakpoint
ALTER TABLE "chat_messages" ADD COLUMN "indexed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD COLUMN "titled_by" text DEFAULT 'question' NOT NULL;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD COLUMN "unread" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD COLUMN "pinned_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD COLUMN "archived_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD COLUMN "deleted_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD COLUMN "folder_id" uuid;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD COLUMN "import_key" text;--> statement-breakpoint
ALTER TABLE "chat_search" ADD CONSTRAINT "chat_search_session_id_chat_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."chat_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_share_messages" ADD CONSTRAINT "chat_share_messages_share_id_chat_shares_id_fk" FOREIGN KEY ("share_id") REFERENCES "public"."chat_shares"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_shares" ADD CONSTRAINT "chat_shares_session_id_chat_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."chat_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "chat_folders_name" ON "chat_folders" USING btree ("owner_id",lower(name));--> statement-breakpoint
CREATE INDEX "chat_search_words" ON "chat_search" USING gin ("search") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "chat_search_newest" ON "chat_search" USING btree ("owner_id","at","id");--> statement-breakpoint
CREATE INDEX "chat_search_session" ON "chat_search" USING btree ("session_id");--> statement-breakpoint
CREATE UNIQUE INDEX "chat_shares_hash" ON "chat_shares" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "chat_shares_session" ON "chat_shares" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "chat_shares_owner" ON "chat_shares" USING btree ("owner_id","id");--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD CONSTRAINT "chat_sessions_folder_id_chat_folders_id_fk" FOREIGN KEY ("folder_id") REFERENCES "public"."chat_folders"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "chat_messages_unindexed" ON "chat_messages" USING btree ("id") WHERE not indexed and status <> 'running';--> statement-breakpoint
CREATE INDEX "chat_sessions_list" ON "chat_sessions" USING btree ("owner_id",(pinned_at is not null),"updated_at","id") WHERE archived_at is null and deleted_at is null;--> statement-breakpoint
CREATE INDEX "chat_sessions_archived" ON "chat_sessions" USING btree ("owner_id","updated_at","id") WHERE archived_at is not null and deleted_at is null;--> statement-breakpoint
CREATE INDEX "chat_sessions_deleted" ON "chat_sessions" USING btree ("owner_id","deleted_at","id") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "chat_sessions_folder" ON "chat_sessions" USING btree ("folder_id",(pinned_at is not null),"updated_at","id") WHERE folder_id is not null and archived_at is null and deleted_at is null;--> statement-breakpoint
CREATE INDEX "chat_sessions_owner" ON "chat_sessions" USING btree ("owner_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "chat_sessions_import_key" ON "chat_sessions" USING btree ("owner_id","import_key") WHERE import_key is not null;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD CONSTRAINT "chat_sessions_titled_by" CHECK (titled_by in ('question', 'model', 'user'));
--> statement-breakpoint

-- What the search of conversations knows of a text: whose it is, as a word that no text can hold, and then the words. So the index itself
-- keeps to one person, where a filter would have to look at the messages of everybody that hold the words.
create function chat_search_vector(owner uuid, title text, body text) returns tsvector
language plpgsql immutable parallel safe set search_path from current
as $$
begin
  return ('''@' || replace(owner::text, '-', '') || '''')::tsvector || search_vector(title, body);
end
$$;
--> statement-breakpoint
create function chat_search_query(owner uuid, input text) returns tsquery
language sql immutable parallel safe set search_path from current
as $$
  select ('''@' || replace(owner::text, '-', '') || '''')::tsquery && search_query(input)
$$;
--> statement-breakpoint

-- Of conversations whose they are and what they are called. A title that a model made says what was said, and is no act of a person's.
create function chat_sessions_audit() returns trigger language plpgsql as $$
begin
  insert into audit_entries (actor_id, source, action, target_type, target_id, before, after)
  values (
    nullif(current_setting('deskmate.actor', true), '')::uuid,
    coalesce(nullif(current_setting('deskmate.source', true), ''), 'database'),
    case when tg_op = 'DELETE' then 'chat.purge'
         when new.deleted_at is not null and old.deleted_at is null then 'chat.delete'
         when new.deleted_at is null and old.deleted_at is not null then 'chat.restore'
         else 'chat.rename' end,
    'chat',
    old.id::text,
    jsonb_build_object('owner_id', old.owner_id, 'title', old.title),
    case when tg_op <> 'DELETE' then jsonb_build_object('owner_id', new.owner_id, 'title', new.title) end);
  return null;
end $$;
drop trigger chat_sessions_audit_changed on chat_sessions;
drop trigger chat_sessions_audit_removed on chat_sessions;
create trigger chat_sessions_audit_changed after update on chat_sessions
  for each row when ((old.title <> new.title and new.titled_by = 'user') or (old.deleted_at is null) <> (new.deleted_at is null))
  execute function chat_sessions_audit();
create trigger chat_sessions_audit_removed after delete on chat_sessions for each row execute function chat_sessions_audit();
create trigger chat_folders_audit after insert or update or delete on chat_folders
  for each row execute function audit_change('chat_folder', 'id', 'owner_id name');
create trigger chat_shares_audit after insert or update or delete on chat_shares
  for each row execute function audit_change('chat_share', 'id', 'owner_id session_id message_count taken_at expires_at ended_at');
