-- As many columns as can be carried.
DO $$BEGIN
    EXECUTE 'CREATE TABLE wide (id int PRIMARY KEY, '
        || (SELECT string_agg(format('c%s "char"', g), ', ') FROM generate_series(2, 1599) AS g) || ')';
END$$;
