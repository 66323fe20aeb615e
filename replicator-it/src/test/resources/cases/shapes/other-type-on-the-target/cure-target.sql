ALTER TABLE "public"."t" ALTER COLUMN "v" TYPE character varying(10);
