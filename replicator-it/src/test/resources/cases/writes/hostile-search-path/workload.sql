SET search_path = hostile, pg_catalog;
INSERT INTO public.t VALUES (1000, 'x');
UPDATE public.t SET v = 'w' WHERE id < 10;
UPDATE public.t SET id = id + 5000 WHERE id OPERATOR(pg_catalog.<) 3;
DELETE FROM public.t WHERE id > 90 AND id < 100;
UPDATE public.split SET id = id + 5000 WHERE id OPERATOR(pg_catalog.<) 3;
DELETE FROM public.split WHERE id > 90;
INSERT INTO new_rows VALUES (1);
RESET search_path;
-- @main
SET search_path = '';
INSERT INTO public.t VALUES (1001, 'x');
UPDATE public.split SET id = id + 6000 WHERE id < 20;
RESET search_path;
-- @main
SET search_path = hostile, pg_catalog;
TRUNCATE public.split_1;
INSERT INTO public.split VALUES (1, 'after');
TRUNCATE public.t;
INSERT INTO public.t VALUES (1, 'after');
RESET search_path;
-- @main
CREATE TEMP TABLE new_rows (id int);
CREATE TEMP TABLE t (id int, v text);
INSERT INTO t VALUES (1, 'temporary');
UPDATE public.t SET v = 'beside temporary tables';
DROP TABLE new_rows, t;
-- @superuser
GRANT USAGE ON SCHEMA hostile TO heroku_reporter;
SET SESSION AUTHORIZATION heroku_reporter;
CREATE TEMP VIEW pg_attribute AS SELECT 1 / 0 AS attrelid, 'id'::name AS attname, 1 AS attnum, false AS attisdropped;
CREATE TEMP TABLE pg_class (oid oid, relname name);
CREATE TEMP TABLE captured_table (table_id int, segment int);
CREATE TEMP TABLE truncation (table_id int, xid bigint);
SET search_path = pg_temp, hostile, pg_catalog;
UPDATE public.t SET v = 'by another role';
UPDATE public.t SET id = 77 WHERE id OPERATOR(pg_catalog.=) 1;
INSERT INTO public.split VALUES (1, 'v'), (2, 'v') ON CONFLICT DO NOTHING;
UPDATE public.split SET id = 78 WHERE id OPERATOR(pg_catalog.=) 2;
TRUNCATE public.split_1;
INSERT INTO public.split VALUES (3, 'by another role');
TRUNCATE public.split;
TRUNCATE public.t;
INSERT INTO public.t VALUES (5, 'by another role');
INSERT INTO public.split VALUES (5, 'by another role');
RESET SESSION AUTHORIZATION;
RESET search_path;
