ALTER TABLE "public"."t" ALTER COLUMN "total" SET EXPRESSION AS ((a * 3));
