DO $$BEGIN
    FOR i IN 1..300 LOOP
        UPDATE t SET v = 'step ' || i WHERE id % 7 = i % 7;
        UPDATE t SET id = id + 1000 WHERE id = (SELECT min(id) FROM t);
        DELETE FROM t WHERE id = (SELECT max(id) FROM t) AND i % 3 = 0;
        INSERT INTO t SELECT -i, -i, 'new' WHERE i % 3 = 0;
        UPDATE t SET u = u + 100000 WHERE id = (SELECT max(id) FROM t);
    END LOOP;
END$$;
