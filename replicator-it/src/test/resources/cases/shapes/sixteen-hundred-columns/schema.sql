-- One column more than can be carried: the stage of the changes would have one more than a table may have.
DO $$BEGIN
    EXECUTE 'CREATE TABLE wide (id int PRIMARY KEY, '
        || (SELECT string_agg(format('c%s "char"', g), ', ') FROM generate_series(2, 1600) AS g) || ')';
END$$;
