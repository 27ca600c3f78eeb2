CREATE TABLE "chat_attachment_parts" (
	"attachment_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "chat_attachment_parts_attachment_id_position_pk" PRIMARY KEY("attachment_id","position")
);
--> statement-breakpoint
CREATE TABLE "chat_attachments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"session_id" uuid,
	"name" text NOT NULL,
	"kind" text,
	"media_type" text,
	"size" integer NOT NULL,
	"width" integer,
	"height" integer,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chat_attachments_of_session" UNIQUE("id","session_id"),
	CONSTRAINT "chat_attachments_kind" CHECK (kind in ('image', 'pdf', 'text') and media_type is not null or kind is null and media_type is null and session_id is null),
	CONSTRAINT "chat_attachments_name_length" CHECK (length(name) between 1 and 150),
	CONSTRAINT "chat_attachments_size" CHECK (size > 0)
);
--> statement-breakpoint
CREATE TABLE "chat_message_attachments" (
	"message_id" uuid NOT NULL,
	"session_id" uuid NOT NULL,
	"attachment_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	CONSTRAINT "chat_message_attachments_message_id_position_pk" PRIMARY KEY("message_id","position")
);
--> statement-breakpoint
ALTER TABLE "chat_attachment_parts" ADD CONSTRAINT "chat_attachment_parts_attachment_id_chat_attachments_id_fk" FOREIGN KEY ("attachment_id") REFERENCES "public"."chat_attachments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_attachments" ADD CONSTRAINT "chat_attachments_session_id_chat_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."chat_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_message_attachments" ADD CONSTRAINT "chat_message_attachments_message_id_chat_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."chat_messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_message_attachments" ADD CONSTRAINT "chat_message_attachments_file" FOREIGN KEY ("attachment_id","session_id") REFERENCES "public"."chat_attachments"("id","session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "chat_attachments_owner" ON "chat_attachments" USING btree ("owner_id","created_at");--> statement-breakpoint
CREATE INDEX "chat_attachments_session" ON "chat_attachments" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "chat_attachments_unsent" ON "chat_attachments" USING btree ("created_at") WHERE session_id is null;--> statement-breakpoint
CREATE INDEX "chat_message_attachments_session" ON "chat_message_attachments" USING btree ("session_id","message_id");--> statement-breakpoint
CREATE INDEX "chat_message_attachments_file" ON "chat_message_attachments" USING btree ("attachment_id","session_id");--> statement-breakpoint
-- Images and PDFs are compressed already: trying it again would cost time and give nothing.
alter table chat_attachment_parts alter column bytes set storage external;
