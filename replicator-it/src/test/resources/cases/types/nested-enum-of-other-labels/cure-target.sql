ALTER TYPE "public"."mood" RENAME VALUE 'happy' TO 'glad';
