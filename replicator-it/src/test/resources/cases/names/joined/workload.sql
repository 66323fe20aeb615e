DELETE FROM a_b.c WHERE id < 10;
UPDATE a.b_c SET v = 'x' WHERE id < 20;
UPDATE "a.b".c SET id = -id WHERE id < 30;
INSERT INTO a."b.c" VALUES (0, 'new');
TRUNCATE a."C";
-- @catch-up
TRUNCATE "a.b".c;
DELETE FROM a.c;
UPDATE "A".c SET v = NULL;
INSERT INTO a."C" VALUES (1, 'after');
DELETE FROM a."c " WHERE id % 2 = 0;
