SET search_path = "sch""ema.with space";
UPDATE "we""ird.ta'ble %s $1 \x ?" SET "line
break	tab" = '\N' || "line
break	tab" WHERE "k""ey.%I $$ ':'' :name :'x' ?" < 100;
DELETE FROM "we""ird.ta'ble %s $1 \x ?" WHERE "k""ey.%I $$ ':'' :name :'x' ?" BETWEEN 100 AND 110;
INSERT INTO "we""ird.ta'ble %s $1 \x ?" VALUES (100, 't100', NULL, NULL), (101, '\.', '', '');
-- @catch-up
DELETE FROM "child
of \n 'it'";
-- @catch-up
TRUNCATE "we""ird.ta'ble %s $1 \x ?", "child
of \n 'it'";
INSERT INTO "we""ird.ta'ble %s $1 \x ?" VALUES (1, 'x', 'y', 'z');
INSERT INTO "child
of \n 'it'" ("ref$", "erence%") VALUES (1, 'x'), (NULL, NULL);
