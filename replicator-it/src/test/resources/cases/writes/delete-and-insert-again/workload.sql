BEGIN;
DELETE FROM t WHERE id < 50;
INSERT INTO t SELECT g, 'again' FROM generate_series(1, 30) AS g;
DELETE FROM t WHERE id < 10;
COMMIT;
-- @main
DELETE FROM t WHERE id = 100;
-- @main
INSERT INTO t VALUES (100, 'second life');
-- @main
DELETE FROM t WHERE id = 100;
-- @catch-up
-- @main
INSERT INTO t VALUES (100, 'third life');
-- @main
INSERT INTO t VALUES (500, 'short life');
-- @main
DELETE FROM t WHERE id = 500;
