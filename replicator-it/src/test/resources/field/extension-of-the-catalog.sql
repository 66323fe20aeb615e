-- An extension in pg_catalog that the target's role may not create, and to which a view refers.
-- @source-super
CREATE EXTENSION adminpack;
-- @source
CREATE TABLE t (id serial PRIMARY KEY, v text);
INSERT INTO t (v) SELECT 'A' || i FROM generate_series(1, 10) AS i;
CREATE VIEW renaming AS SELECT pg_file_rename(v, v) FROM t;
-- @cure schema target-super
CREATE EXTENSION "adminpack" SCHEMA "pg_catalog";
-- @following
UPDATE t SET v = 'zz' WHERE id = 1;
