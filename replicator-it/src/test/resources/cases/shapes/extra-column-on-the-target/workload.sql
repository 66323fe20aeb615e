UPDATE t SET v = 'w' WHERE id < 20;
INSERT INTO t VALUES (100, 'x');
-- @target
ALTER TABLE t DROP COLUMN extra;
-- @main
UPDATE t SET v = 'y' WHERE id < 10;
