BEGIN;
UPDATE t SET id = 1001 WHERE id = 1;
UPDATE t SET id = 1002 WHERE id = 1001;
UPDATE t SET id = 1003 WHERE id = 1002;
UPDATE t SET id = 1001 WHERE id = 2;
COMMIT;
-- @main
UPDATE t SET id = 2001 WHERE id = 5;
-- @main
UPDATE t SET id = 2002 WHERE id = 2001;
-- @main
UPDATE t SET id = 5 WHERE id = 6;
-- @main
UPDATE t SET id = 6 WHERE id = 2002;
-- @catch-up
-- @main
UPDATE pair SET a = -a WHERE a < 50;
UPDATE pair SET b = b || 'x' WHERE a % 3 = 0;
UPDATE pair SET a = 1, b = 'one' WHERE a = 100;
BEGIN;
UPDATE pair SET a = 7777 WHERE v = 'p120';
DELETE FROM pair WHERE v = 'p121';
UPDATE pair SET a = 121, b = 'b121' WHERE v = 'p120';
COMMIT;
