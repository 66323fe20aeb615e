TRUNCATE alone;
-- @main
TRUNCATE one, two;
-- @main
BEGIN;
TRUNCATE twice;
INSERT INTO twice VALUES (1, 'between');
TRUNCATE twice;
INSERT INTO twice VALUES (2, 'after');
COMMIT;
-- @main
BEGIN;
UPDATE mixed SET v = 'before';
INSERT INTO mixed VALUES (1000, 'before');
TRUNCATE mixed;
INSERT INTO mixed SELECT g, 'after' FROM generate_series(200, 400) AS g;
UPDATE mixed SET id = -id WHERE id < 250;
DELETE FROM mixed WHERE id > 390;
COMMIT;
-- @catch-up
-- @main
INSERT INTO alone SELECT g, 'again' FROM generate_series(1, 300) AS g;
-- @main
DELETE FROM alone WHERE id < 100;
-- @main
TRUNCATE alone;
-- @main
INSERT INTO alone VALUES (7, 'last');
