INSERT INTO t VALUES (1001, 'one', 1);
INSERT INTO t SELECT g, 'many', g FROM generate_series(2001, 2100) AS g;
UPDATE t SET v = 'one' WHERE id = 1;
-- @main
UPDATE t SET n = n + 1 WHERE id BETWEEN 10 AND 60;
DELETE FROM t WHERE id = 70;
DELETE FROM t WHERE id BETWEEN 80 AND 120;
-- @main
INSERT INTO t SELECT 1, 'none', 1 WHERE false;
UPDATE t SET v = 'none' WHERE id < 0;
DELETE FROM t WHERE id < 0;
UPDATE t SET v = v WHERE id < 30;
UPDATE t SET id = id WHERE id < 30;
-- @catch-up
-- @main
DO $$DECLARE
    chosen CURSOR FOR SELECT * FROM t WHERE id BETWEEN 130 AND 140 FOR UPDATE;
BEGIN
    FOR r IN chosen LOOP
        IF r.id % 2 = 0 THEN
            UPDATE t SET v = 'cursor' WHERE CURRENT OF chosen;
        ELSE
            DELETE FROM t WHERE CURRENT OF chosen;
        END IF;
    END LOOP;
END$$;
