UPDATE t SET v = 'w' WHERE id % 10 = 0;
-- @main
VACUUM FULL t;
-- @main
UPDATE t SET v = 'x' WHERE id % 10 = 1;
DELETE FROM t WHERE id % 10 = 2;
-- @main
CLUSTER t USING t_v;
-- @main
ALTER TABLE t SET WITHOUT CLUSTER;
UPDATE other SET v = 'w' WHERE id % 10 = 0;
UPDATE split SET v = 'w' WHERE id % 10 = 0;
-- @main
VACUUM FULL split_1;
-- @main
VACUUM FULL other;
-- @catch-up
-- @main
DELETE FROM split WHERE id % 10 = 1;
-- @main
VACUUM FULL split;
-- @main
INSERT INTO t VALUES (5000, 'last');
