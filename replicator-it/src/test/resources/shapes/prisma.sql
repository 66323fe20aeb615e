-- A ticket shop's Prisma application: quoted names in mixed case, text keys, enums and arrays of them, an implicit join table with a unique
-- index alone, updatedAt by the application, _prisma_migrations; schemas of tenants; row security.
-- @source
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE TABLE "_prisma_migrations" (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
    migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz DEFAULT now() NOT NULL,
    applied_steps_count integer DEFAULT 0 NOT NULL);
CREATE TYPE "Role" AS ENUM ('OWNER', 'SELLER', 'VISITOR');
CREATE TYPE "SeatKind" AS ENUM ('STALLS', 'CIRCLE', 'BOX');
CREATE SCHEMA "billing";
CREATE TABLE "Account" ("id" text PRIMARY KEY DEFAULT encode(gen_random_bytes(8), 'hex'), "email" text NOT NULL, "name" text,
    "role" "Role" DEFAULT 'VISITOR' NOT NULL, "roles" "Role"[] DEFAULT ARRAY['VISITOR']::"Role"[], "createdAt" timestamp(3) DEFAULT
    CURRENT_TIMESTAMP NOT NULL, "updatedAt" timestamp(3) NOT NULL, "metadata" jsonb);
CREATE UNIQUE INDEX "Account_email_key" ON "Account" ("email");
CREATE TABLE "Venue" ("id" serial PRIMARY KEY, "name" text NOT NULL, "latitude" double precision, "ownerId" text NOT NULL,
    CONSTRAINT "Venue_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE);
CREATE TABLE "Show" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid(), "title" text NOT NULL, "venueId" integer NOT NULL,
    "startsAt" timestamp(3) NOT NULL, "price" decimal(65, 30) NOT NULL, "poster" bytea,
    CONSTRAINT "Show_venueId_fkey" FOREIGN KEY ("venueId") REFERENCES "Venue" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
CREATE INDEX "Show_venueId_startsAt_idx" ON "Show" ("venueId", "startsAt" DESC);
CREATE TABLE "Seat" ("venueId" integer NOT NULL REFERENCES "Venue" ("id") ON UPDATE CASCADE, "row" integer NOT NULL, "number" integer NOT NULL,
    "kind" "SeatKind" DEFAULT 'STALLS' NOT NULL, CONSTRAINT "Seat_pkey" PRIMARY KEY ("venueId", "row", "number"));
CREATE TABLE "Ticket" ("id" bigserial PRIMARY KEY, "showId" uuid NOT NULL REFERENCES "Show" ("id") ON UPDATE CASCADE,
    "buyerId" text REFERENCES "Account" ("id") ON DELETE SET NULL ON UPDATE CASCADE, "venueId" integer, "row" integer, "number" integer,
    "order" integer, FOREIGN KEY ("venueId", "row", "number") REFERENCES "Seat" ("venueId", "row", "number"));
CREATE UNIQUE INDEX "Ticket_showId_row_number_key" ON "Ticket" ("showId", "row", "number");
CREATE TABLE "Genre" ("id" serial PRIMARY KEY, "name" text NOT NULL, "parentId" integer REFERENCES "Genre" ("id"));
CREATE TABLE "_GenreToShow" ("A" integer NOT NULL, "B" uuid NOT NULL);
CREATE UNIQUE INDEX "_GenreToShow_AB_unique" ON "_GenreToShow" ("A", "B");
CREATE INDEX "_GenreToShow_B_index" ON "_GenreToShow" ("B");
ALTER TABLE "_GenreToShow" ADD CONSTRAINT "_GenreToShow_A_fkey" FOREIGN KEY ("A") REFERENCES "Genre" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    ADD CONSTRAINT "_GenreToShow_B_fkey" FOREIGN KEY ("B") REFERENCES "Show" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE TABLE billing."Invoice" ("id" text PRIMARY KEY, "ticketId" bigint NOT NULL UNIQUE REFERENCES public."Ticket" ("id"),
    "lines" jsonb[] DEFAULT ARRAY[]::jsonb[], "total" money, "paid" boolean DEFAULT false NOT NULL);
CREATE TABLE "Session" ("sid" varchar NOT NULL COLLATE "default" PRIMARY KEY, "sess" json NOT NULL, "expire" timestamp(6) NOT NULL);
ALTER TABLE billing."Invoice" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "paid ones" ON billing."Invoice" FOR SELECT USING ("paid");
CREATE FUNCTION "touchVenue"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."name" := coalesce(NEW."name", 'a venue');
    RETURN NEW;
END$$;
CREATE TRIGGER "Venue_touch" BEFORE INSERT OR UPDATE ON "Venue" FOR EACH ROW EXECUTE FUNCTION "touchVenue"();
CREATE VIEW "Sold" AS SELECT "showId", count(*) AS "tickets" FROM "Ticket" WHERE "buyerId" IS NOT NULL GROUP BY "showId";
INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES (gen_random_uuid()::text, 'c1', '20240101_init');
-- @following
UPDATE "Account" SET "name" = 'renamed ' || "id", "updatedAt" = now() WHERE "name" IS NOT NULL;
INSERT INTO "_GenreToShow" SELECT g."id", s."id" FROM "Genre" AS g, "Show" AS s LIMIT 30 ON CONFLICT DO NOTHING;
DELETE FROM "_GenreToShow" WHERE "A" % 2 = 0;
-- @deploy stops
ALTER TYPE "Role" ADD VALUE 'AUDITOR';
ALTER TABLE "Show" ADD COLUMN "soldOut" boolean DEFAULT false NOT NULL, ADD COLUMN "kinds" "SeatKind"[];
CREATE TYPE "Channel" AS ENUM ('WEB', 'DESK');
CREATE TABLE "Sale" ("id" text PRIMARY KEY, "ticketId" bigint NOT NULL, "channel" "Channel" DEFAULT 'WEB' NOT NULL,
    CONSTRAINT "Sale_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
CREATE UNIQUE INDEX "Sale_ticketId_key" ON "Sale" ("ticketId");
INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES (gen_random_uuid()::text, 'c2', '20240301_sales');
-- @told
TARGET: ALTER TYPE public."Role" ADD VALUE IF NOT EXISTS 'AUDITOR' AFTER 'VISITOR';
TARGET: ALTER TABLE "public"."Show" ADD COLUMN "soldOut" boolean DEFAULT false NOT NULL;
TARGET: ALTER TABLE "public"."Show" ADD COLUMN "kinds" public."SeatKind"[];
