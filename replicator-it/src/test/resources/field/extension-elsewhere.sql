-- An extension that the target has in another schema.
-- @source-super
CREATE SCHEMA heroku_ext;
CREATE EXTENSION citext SCHEMA heroku_ext;
GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC;
-- @target
CREATE EXTENSION citext;
-- @source
CREATE TABLE t (id serial PRIMARY KEY, email heroku_ext.citext UNIQUE);
INSERT INTO t (email) SELECT 'A' || i FROM generate_series(1, 10) AS i;
-- @cure schema target
DROP EXTENSION "citext"; CREATE SCHEMA "heroku_ext"; CREATE EXTENSION "citext" SCHEMA "heroku_ext";
-- @following
UPDATE t SET email = 'zz' WHERE id = 1;
-- @differs
privileges on schema heroku_ext to PUBLIC is missing on the target (USAGE). On the target: GRANT USAGE ON SCHEMA "heroku_ext" TO PUBLIC;
