CREATE TABLE "field_demands" (
	"collection_id" uuid NOT NULL,
	"field_key" text NOT NULL,
	"asked_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "field_demands_collection_id_field_key_pk" PRIMARY KEY("collection_id","field_key")
);
--> statement-breakpoint
CREATE INDEX "field_demands_asked_at" ON "field_demands" USING btree ("asked_at");