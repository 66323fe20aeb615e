DO $$BEGIN
    FOR i IN 1..200 LOOP
        EXECUTE format('INSERT INTO t%s SELECT g, %L FROM generate_series(1, 10) AS g', i, i);
    END LOOP;
END$$;
