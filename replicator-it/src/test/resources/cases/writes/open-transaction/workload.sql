-- @slow
BEGIN;
UPDATE t SET v = 'slow' WHERE id < 10;
INSERT INTO aside VALUES (1, 'slow');
-- @serializable
BEGIN ISOLATION LEVEL SERIALIZABLE;
INSERT INTO aside SELECT 2, count(*) FROM t WHERE id > 190;
-- @main
UPDATE t SET v = 'main' WHERE id BETWEEN 50 AND 60;
-- @catch-up
-- @main
UPDATE t SET id = id + 1000 WHERE id BETWEEN 50 AND 60;
INSERT INTO aside VALUES (3, 'main');
-- @catch-up
-- @slow
UPDATE t SET v = v || ' again' WHERE id < 20;
-- @main
DELETE FROM aside WHERE id = 3;
-- @catch-up
-- @slow
COMMIT;
-- @catch-up
-- @serializable
INSERT INTO aside VALUES (4, 'serializable');
COMMIT;
