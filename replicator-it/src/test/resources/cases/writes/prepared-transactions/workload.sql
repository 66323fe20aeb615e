BEGIN;
UPDATE t SET v = 'prepared' WHERE id < 20;
UPDATE t SET id = id + 1000 WHERE id BETWEEN 100 AND 110;
PREPARE TRANSACTION 'kept';
-- @main
BEGIN;
DELETE FROM t WHERE id BETWEEN 30 AND 40;
PREPARE TRANSACTION 'dropped';
-- @main
UPDATE t SET v = 'meanwhile' WHERE id BETWEEN 50 AND 60;
-- @catch-up
-- @restart
-- @main
INSERT INTO t VALUES (500, 'meanwhile');
-- @catch-up
-- @main
COMMIT PREPARED 'kept';
-- @catch-up
-- @main
ROLLBACK PREPARED 'dropped';
