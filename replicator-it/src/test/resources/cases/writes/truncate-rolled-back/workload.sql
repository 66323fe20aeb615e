BEGIN;
UPDATE t SET v = 'stays' WHERE id < 10;
SAVEPOINT before;
TRUNCATE t;
INSERT INTO t VALUES (1, 'goes');
ROLLBACK TO SAVEPOINT before;
UPDATE t SET v = 'stays too' WHERE id = 20;
COMMIT;
-- @main
DO $$BEGIN
    BEGIN
        TRUNCATE t;
        RAISE EXCEPTION 'no';
    EXCEPTION WHEN raise_exception THEN
        DELETE FROM t WHERE id = 30;
    END;
END$$;
-- @main
BEGIN;
TRUNCATE t;
INSERT INTO t VALUES (1, 'goes');
ROLLBACK;
-- @catch-up
-- @main
BEGIN;
SAVEPOINT before;
TRUNCATE t;
ROLLBACK TO SAVEPOINT before;
TRUNCATE t;
INSERT INTO t VALUES (1, 'only');
COMMIT;
