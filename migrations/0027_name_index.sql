DROP INDEX "items_name";--> statement-breakpoint
CREATE INDEX "items_name" ON "items" USING btree ("collection_id",(lower(name) collate "C"),"id","name") WHERE deleted_at is null;