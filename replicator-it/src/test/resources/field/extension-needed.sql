-- An extension that the target's role may not create, to which only an array of its type and a default refer, in a schema that the target
-- lacks.
-- @source-super
CREATE SCHEMA heroku_ext;
CREATE EXTENSION dblink SCHEMA heroku_ext;
GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC;
-- @source
CREATE TABLE t (id serial PRIMARY KEY, keys heroku_ext.dblink_pkey_results[]);
INSERT INTO t (keys) SELECT ARRAY[ROW(i, 'k')::heroku_ext.dblink_pkey_results] FROM generate_series(1, 10) AS i;
-- @cure schema target-super
CREATE SCHEMA "heroku_ext"; GRANT USAGE, CREATE ON SCHEMA "heroku_ext" TO "rds_master"; CREATE EXTENSION "dblink" SCHEMA "heroku_ext";
-- @following
UPDATE t SET keys = NULL WHERE id = 1;
-- @differs
privileges on schema heroku_ext to PUBLIC is missing on the target (USAGE). On the target: GRANT USAGE ON SCHEMA "heroku_ext" TO PUBLIC;
