-- CHECK constraints whose function reads another table: what old rows satisfied once, and what new rows satisfy with a row of their own
-- transaction. One of a domain.
-- @source
CREATE TABLE zcfg (code text PRIMARY KEY, ok bool NOT NULL);
INSERT INTO zcfg VALUES ('a', true), ('b', true), ('old', true);
CREATE FUNCTION ok(c text) RETURNS bool LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM public.zcfg WHERE code = c AND ok)';
CREATE FUNCTION promised(c text) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS
$$BEGIN IF NOT EXISTS (SELECT FROM public.zcfg WHERE code = c) THEN RAISE EXCEPTION 'no %', c; END IF; RETURN true; END$$;
CREATE TABLE ev (id bigserial PRIMARY KEY, c text, v text, CONSTRAINT c_ok CHECK (ok(c)));
INSERT INTO ev (c, v) SELECT CASE WHEN i % 2 = 0 THEN 'b' ELSE 'a' END, 'v' || i FROM generate_series(1, 3000) AS i;
CREATE TABLE aged (id bigserial PRIMARY KEY, c text, CONSTRAINT c_was CHECK (ok(c)), CONSTRAINT c_there CHECK (promised(c)));
INSERT INTO aged (c) SELECT CASE WHEN i % 2 = 0 THEN 'old' ELSE 'a' END FROM generate_series(1, 3000) AS i;
UPDATE zcfg SET ok = false WHERE code = 'old';
CREATE DOMAIN code AS text CONSTRAINT code_there CHECK (promised(VALUE));
COMMENT ON CONSTRAINT code_there ON DOMAIN code IS 'a domain''s';
CREATE TABLE coded (id bigserial PRIMARY KEY, c code);
INSERT INTO coded (c) SELECT 'b' FROM generate_series(1, 3000) AS i;
-- @following
BEGIN; INSERT INTO zcfg VALUES ('new', true); INSERT INTO ev (c, v) SELECT 'new', 'n' || i FROM generate_series(1, 2500) AS i;
INSERT INTO coded (c) SELECT 'new' FROM generate_series(1, 10) AS i; INSERT INTO aged (c) VALUES ('new'); COMMIT;
-- @differs
constraint c_was on public.aged differs: CHECK (public.ok(c)) on the source, CHECK (public.ok(c)) NOT VALID on the target. On the target: ALTER TABLE public.aged VALIDATE CONSTRAINT c_was;
-- @same
SELECT string_agg(conname || pg_get_constraintdef(oid) || convalidated || coalesce(obj_description(oid, 'pg_constraint'), ''), E'\n' ORDER BY conname)
FROM pg_constraint WHERE contype = 'c' AND conname IN ('c_ok', 'c_there', 'code_there');
