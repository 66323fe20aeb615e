-- @superuser
SET session_replication_role = replica;
INSERT INTO t VALUES (1000, 'x');
UPDATE t SET id = id + 5000 WHERE id < 10;
DELETE FROM t WHERE id BETWEEN 50 AND 60;
UPDATE split SET id = id + 5000 WHERE id < 10;
TRUNCATE split_1;
-- @superuser
TRUNCATE child;
INSERT INTO split VALUES (5, 'after');
