ALTER TABLE "public"."t" DROP COLUMN "total", ADD COLUMN "total" integer GENERATED ALWAYS AS ((a * 2)) STORED;
