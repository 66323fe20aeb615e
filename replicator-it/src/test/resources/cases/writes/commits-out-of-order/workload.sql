-- @a
BEGIN;
INSERT INTO t VALUES (1, 'a');
-- @b
BEGIN;
INSERT INTO t VALUES (2, 'b');
-- @c
BEGIN;
INSERT INTO t VALUES (3, 'c');
COMMIT;
-- @catch-up
-- @b
UPDATE t SET v = 'b saw c' WHERE id = 3;
COMMIT;
-- @catch-up
-- @d
BEGIN;
UPDATE t SET v = 'd' WHERE id = 2;
-- @a
UPDATE t SET v = 'a saw c' WHERE id = 3;
COMMIT;
-- @catch-up
-- @d
DELETE FROM t WHERE id = 1;
COMMIT;
