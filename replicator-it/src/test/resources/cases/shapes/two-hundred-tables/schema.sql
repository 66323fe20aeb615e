-- Many small tables at once.
DO $$BEGIN
    FOR i IN 1..200 LOOP
        EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, v text)', i);
    END LOOP;
END$$;
