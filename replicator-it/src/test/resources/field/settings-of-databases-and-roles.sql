-- Settings of databases and roles that change how values and definitions are written, read and compared, on both sides.
-- @source
CREATE TABLE odd (id int PRIMARY KEY, d date, t timestamptz, i interval, b bytea, f float8, r real, a text[], x xml, s text DEFAULT 'a\b', n numeric,
    ts timestamp DEFAULT '2026-03-04 05:06:07', p interval DEFAULT '1 day 02:03:04', "User" text CHECK ("User" <> 'x\y'), m money,
    g text GENERATED ALWAYS AS (s || '\') STORED);
CREATE INDEX odd_index ON odd (("User" || '\n')) WHERE "User" IS NULL OR s <> '\';
CREATE VIEW odd_view AS SELECT id, "User" AS "Order", '2026-03-04'::date AS d, '\'::text AS e FROM odd;
CREATE FUNCTION odd_function(a date DEFAULT '2026-03-04') RETURNS text LANGUAGE sql AS $$SELECT 'a\b'::text$$;
COMMENT ON TABLE odd IS 'back\slash';
INSERT INTO odd SELECT i, '2026-03-04'::date + i, '2026-03-04 05:06:07.123456+00'::timestamptz + i * interval '7 hours', i * interval '1 month -1 day 03:04:05.678',
    decode('00ff5c27', 'hex'), i / 3.0::float8, i / 7.0::real, ARRAY[NULL, 'NULL', '\', '"', ''], 'a<b/>c'::xml, E'\\.\n\t\\N', i / 3.0
    FROM generate_series(1, 300) AS i;
UPDATE odd SET m = 12.34, "User" = E'\\' WHERE id < 5;
-- @source-super
DO $$
DECLARE setting text;
BEGIN
    FOREACH setting IN ARRAY ARRAY['quote_all_identifiers = on', 'DateStyle = ''SQL, DMY''', 'IntervalStyle = sql_standard', 'bytea_output = escape',
        'extra_float_digits = -10', 'TimeZone = ''America/St_Johns''', 'standard_conforming_strings = off', 'array_nulls = off', 'xmloption = document',
        'transform_null_equals = on', 'client_min_messages = debug5', 'lc_messages = ''POSIX''', 'search_path = ''''', 'enable_seqscan = off',
        'escape_string_warning = on', 'backslash_quote = off', 'gin_fuzzy_search_limit = 1', 'default_transaction_deferrable = on'] LOOP
        EXECUTE format('ALTER DATABASE %I SET %s', current_database(), setting);
    END LOOP;
    FOREACH setting IN ARRAY ARRAY['row_security = off', 'statement_timeout = ''3s''', 'idle_in_transaction_session_timeout = ''2s''',
        'default_transaction_read_only = on', 'DateStyle = ''German''', 'IntervalStyle = postgres_verbose', 'lock_timeout = ''5ms''', 'search_path = ''pg_temp''',
        'default_transaction_isolation = ''serializable'''] LOOP
        EXECUTE format('ALTER ROLE heroku_app IN DATABASE %I SET %s', current_database(), setting);
    END LOOP;
END$$;
-- @target-super
DO $$
DECLARE setting text;
BEGIN
    FOREACH setting IN ARRAY ARRAY['quote_all_identifiers = on', 'DateStyle = ''ISO, YMD''', 'IntervalStyle = iso_8601', 'bytea_output = hex',
        'extra_float_digits = -15', 'TimeZone = ''Asia/Kolkata''', 'standard_conforming_strings = off', 'array_nulls = off', 'xmloption = document',
        'transform_null_equals = on', 'client_min_messages = debug5', 'check_function_bodies = on', 'search_path = ''''', 'backslash_quote = off'] LOOP
        EXECUTE format('ALTER DATABASE %I SET %s', current_database(), setting);
    END LOOP;
    FOREACH setting IN ARRAY ARRAY['row_security = off', 'statement_timeout = ''3s''', 'idle_in_transaction_session_timeout = ''2s''',
        'default_transaction_read_only = on', 'DateStyle = ''German''', 'lock_timeout = ''5ms''', 'search_path = ''pg_temp'''] LOOP
        EXECUTE format('ALTER ROLE rds_master IN DATABASE %I SET %s', current_database(), setting);
    END LOOP;
END$$;
-- @following
SET transaction_read_only = off;
SET standard_conforming_strings = on;
UPDATE public.odd SET s = E'\\\\', a = ARRAY[NULL, 'null', 'NULL'], x = XMLPARSE (CONTENT 'd<e/>'), f = 0.1 + id, t = t + interval '1 second' WHERE id < 100;
DELETE FROM public.odd WHERE id > 290;
INSERT INTO public.odd (id, i) VALUES (1000, '1-2 3 4:05:06.7');
-- @differs
setting DateStyle in this database differs: SQL, DMY on the source, ISO, YMD on the target. On the target: ALTER DATABASE <database> SET "DateStyle" = 'SQL, DMY';
setting IntervalStyle in this database differs: sql_standard on the source, iso_8601 on the target. On the target: ALTER DATABASE <database> SET "IntervalStyle" = 'sql_standard';
setting TimeZone in this database differs: America/St_Johns on the source, Asia/Kolkata on the target. On the target: ALTER DATABASE <database> SET "TimeZone" = 'America/St_Johns';
setting bytea_output in this database differs: escape on the source, hex on the target. On the target: ALTER DATABASE <database> SET bytea_output = 'escape';
setting extra_float_digits in this database differs: -10 on the source, -15 on the target. On the target: ALTER DATABASE <database> SET extra_float_digits = '-10';
setting lc_messages in this database is missing on the target (POSIX). On the target: ALTER DATABASE <database> SET lc_messages = 'POSIX';
setting check_function_bodies in this database exists on the target only
