-- Which words a message may hold, instead of an index of its words. Made anew by the program, from what was said.
DROP TABLE "chat_search";--> statement-breakpoint
DROP FUNCTION chat_search_query(uuid, boolean, text);--> statement-breakpoint
DROP FUNCTION chat_search_vector(uuid, boolean, text);--> statement-breakpoint
CREATE TABLE "chat_search" (
	"message_id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"signature" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "chat_search" ADD CONSTRAINT "chat_search_session_id_chat_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."chat_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- Bits without a pattern: nothing to compress (and the word STORAGE in CREATE TABLE is younger than the oldest server supported).
ALTER TABLE "chat_search" ALTER COLUMN "signature" SET STORAGE EXTERNAL;--> statement-breakpoint
CREATE INDEX "chat_search_newest" ON "chat_search" USING btree ("owner_id","at","message_id");--> statement-breakpoint
CREATE INDEX "chat_search_session" ON "chat_search" USING btree ("session_id");--> statement-breakpoint
UPDATE "chat_messages" SET "indexed" = false WHERE "indexed";
