ALTER INDEX "chat_search_words" SET (fastupdate = on, gin_pending_list_limit = 2048);--> statement-breakpoint
DROP INDEX "model_calls_open";--> statement-breakpoint
CREATE INDEX "model_calls_open" ON "model_calls" USING btree ("id") WHERE state = 'reserved';--> statement-breakpoint
-- Room in each page for the signs of life of the calls in it.
ALTER TABLE "model_calls" SET (fillfactor = 80);
