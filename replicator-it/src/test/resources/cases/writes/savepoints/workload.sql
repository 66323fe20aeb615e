BEGIN;
INSERT INTO t VALUES (1001, 'stays');
SAVEPOINT a;
UPDATE t SET v = 'goes' WHERE id < 50;
SAVEPOINT b;
DELETE FROM t WHERE id < 50;
ROLLBACK TO SAVEPOINT b;
INSERT INTO t VALUES (1002, 'goes');
ROLLBACK TO SAVEPOINT a;
SAVEPOINT c;
UPDATE split SET id = id + 1000 WHERE id < 10;
RELEASE SAVEPOINT c;
UPDATE t SET v = 'stays' WHERE id BETWEEN 60 AND 70;
COMMIT;
-- @main
DO $$BEGIN
    FOR i IN 1..100 LOOP
        BEGIN
            INSERT INTO t VALUES (i * 2 + 100, 'maybe there');
        EXCEPTION WHEN unique_violation THEN
            UPDATE t SET v = v || ' caught' WHERE id = i * 2 + 100;
        END;
        BEGIN
            UPDATE split SET id = id + 10000 WHERE id = i + 20;
            IF i % 2 = 0 THEN
                RAISE EXCEPTION 'no';
            END IF;
        EXCEPTION WHEN raise_exception THEN
            DELETE FROM split WHERE id = i + 100;
        END;
    END LOOP;
END$$;
