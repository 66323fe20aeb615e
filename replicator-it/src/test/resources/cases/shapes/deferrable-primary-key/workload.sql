UPDATE step SET id = id + 1;
-- @main
BEGIN;
INSERT INTO late VALUES (5, 'twice');
DELETE FROM late WHERE v = 'l5';
UPDATE late SET id = 301 - id;
COMMIT;
-- @catch-up
-- @main
INSERT INTO step VALUES (1, 'first');
DELETE FROM late WHERE id < 10;
