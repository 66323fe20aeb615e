UPDATE t SET v = v || '!';
-- @main
UPDATE t SET id = id + 100000 WHERE id % 2 = 0;
-- @main
DELETE FROM t WHERE id % 3 <> 0;
-- @catch-up
