SET search_path = "select";
DELETE FROM "only" WHERE "default" < 100;
UPDATE "table" SET "from" = 'g', "null" = NULL WHERE "user" < 50;
DELETE FROM "table" WHERE "user" BETWEEN 60 AND 70;
INSERT INTO "temporary" VALUES ('end', NULL);
-- @catch-up
UPDATE "table" SET "order" = -"order";
UPDATE "temporary" SET "current_user" = 'begin' WHERE "current_user" = 'end' AND false;
DELETE FROM "temporary" WHERE "current_user" = 'begin';
UPDATE "temporary" SET "current_user" = 'begin';
