-- An index that CREATE INDEX CONCURRENTLY has left invalid: it is not carried.
-- @source
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE INDEX t_v ON t (v);
INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 100) AS i;
-- @source-super
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.t_v'::regclass;
-- @following
UPDATE t SET v = 'w' WHERE id < 10;
-- @differs
index public.t_v is missing on the target (CREATE INDEX t_v ON public.t USING btree (v) INVALID; no query uses it: REINDEX or DROP it where it is)
