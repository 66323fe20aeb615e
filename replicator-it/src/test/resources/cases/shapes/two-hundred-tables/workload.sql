DO $$BEGIN
    FOR i IN 1..200 LOOP
        EXECUTE format('UPDATE t%s SET v = v || %L WHERE id <= 3; DELETE FROM t%s WHERE id = 5', i, 'x', i);
    END LOOP;
END$$;
-- @main
TRUNCATE t7, t8, t9;
