BEGIN;
UPDATE t SET u = NULL WHERE id = 1;
UPDATE t SET u = 1 WHERE id = 2;
UPDATE t SET u = 2 WHERE id = 1;
COMMIT;
-- @main
UPDATE t SET u = -3 WHERE id = 3;
-- @main
UPDATE t SET u = 3 WHERE id = 4;
-- @main
UPDATE t SET u = 4 WHERE id = 3;
-- @catch-up
-- @main
BEGIN;
UPDATE t SET u = -u;
UPDATE t SET u = 601 + u;
COMMIT;
-- @main
BEGIN;
DELETE FROM t WHERE id = 10;
UPDATE t SET u = 10000 WHERE id = 11;
INSERT INTO t VALUES (10, 590, 1);
INSERT INTO t VALUES (99999, 591, 10);
COMMIT;
