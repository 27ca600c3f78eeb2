DROP INDEX "generations_running";--> statement-breakpoint
DROP INDEX "generations_message";--> statement-breakpoint
ALTER TABLE "chat_messages" ADD COLUMN "parent_id" uuid;--> statement-breakpoint
ALTER TABLE "chat_messages" ADD COLUMN "depth" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "chat_messages" ADD COLUMN "waymark_id" uuid;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD COLUMN "head_id" uuid;--> statement-breakpoint
ALTER TABLE "chat_sessions" ADD COLUMN "comparing_id" uuid;--> statement-breakpoint
ALTER TABLE "generations" ADD COLUMN "lane" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "chat_messages_siblings" ON "chat_messages" USING btree (coalesce(parent_id, session_id),"position");--> statement-breakpoint
CREATE UNIQUE INDEX "generations_running" ON "generations" USING btree ("session_id","lane") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "generations_message" ON "generations" USING btree ("message_id");
--> statement-breakpoint
-- Until now every message followed the one before it, and the newest was shown.
with chain as (
  select id, lag(id) over conversation as before, row_number() over conversation as depth, session_id from chat_messages
  window conversation as (partition by session_id order by position)
)
update chat_messages m set parent_id = chain.before, depth = chain.depth, waymark_id = waymark.id
from chain left join chain waymark on waymark.session_id = chain.session_id and waymark.depth = (chain.depth - 1) / 64 * 64
where chain.id = m.id;
--> statement-breakpoint
update chat_sessions s set head_id = (select m.id from chat_messages m where m.session_id = s.id order by m.position desc limit 1);
--> statement-breakpoint
-- From now on whoever stores a message says where it stands.
alter table chat_messages alter column depth drop default;
