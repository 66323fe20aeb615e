-- as many columns as a table may have
DO $$BEGIN EXECUTE 'CREATE TABLE many (id int PRIMARY KEY' || (SELECT string_agg(', c' || g || ' int2', '') FROM generate_series(2, 1600) AS g) || ')'; END$$;
