-- @german
SET IntervalStyle = sql_standard;
SET extra_float_digits = -15;
SET bytea_output = escape;
SET TimeZone = 'Asia/Kathmandu';
SET search_path = "odd path", public, pg_catalog;
SET standard_conforming_strings = off;
SET backslash_quote = on;
SET escape_string_warning = off;
SET transform_null_equals = on;
SET xmloption = document;
SET lc_monetary = 'C';
SET default_transaction_isolation = serializable;
SET row_security = off;
SET check_function_bodies = off;
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
SET jit = off;
SET datestyle = 'ISO, DMY';
-- @german
UPDATE public.written SET ts = ts + '1 us'::interval, f = f / 7 WHERE m OPERATOR(pg_catalog.<) 20::money;
DELETE FROM public.written WHERE m BETWEEN 30::money AND 40::money;
INSERT INTO public.written VALUES ('2020-06-01 12:00', '1-2 3 4:05:06', '0.1234567890123456789', E'\\000\\377', 5, 'back\\slash');
UPDATE public.divided SET f = f / 7, ts = ts + '1 h'::interval WHERE "percent%I %s" LIKE '%1';
DELETE FROM public.divided WHERE "percent%I %s" LIKE '%2';
-- @german
TRUNCATE public.divided_1;
-- @catch-up
-- @german
BEGIN ISOLATION LEVEL REPEATABLE READ;
SET LOCAL TimeZone = 'America/St_Johns';
INSERT INTO public.divided VALUES ('2021-01-01 00:00', 0.1, '%');
UPDATE public.written SET t = t || '\'';
-- @other
UPDATE divided SET "percent%I %s" = '%I' WHERE "percent%I %s" LIKE '%3';
-- @german
COMMIT;
