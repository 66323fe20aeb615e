-- as many columns as are carried
DO $$BEGIN EXECUTE 'CREATE TABLE many (id int PRIMARY KEY' || (SELECT string_agg(', c' || g || ' int2', '') FROM generate_series(2, 1599) AS g) || ')'; END$$;
