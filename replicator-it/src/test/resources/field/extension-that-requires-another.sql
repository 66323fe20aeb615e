-- An extension that the target's role may not create and that requires another one, each in a schema of its own.
-- @source-super
CREATE SCHEMA heroku_ext;
CREATE SCHEMA geo AUTHORIZATION heroku_app;
CREATE EXTENSION cube SCHEMA heroku_ext;
CREATE EXTENSION earthdistance SCHEMA geo;
GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC;
-- @source
CREATE TABLE t (id serial PRIMARY KEY, place geo.earth);
INSERT INTO t (place) VALUES ('(0, 0, 6378168)');
-- @cure schema target-super
CREATE SCHEMA "heroku_ext"; GRANT USAGE, CREATE ON SCHEMA "heroku_ext" TO "rds_master"; CREATE EXTENSION "cube" SCHEMA "heroku_ext"; CREATE SCHEMA "geo"; GRANT USAGE, CREATE ON SCHEMA "geo" TO "rds_master"; CREATE EXTENSION "earthdistance" SCHEMA "geo";
-- @following
UPDATE t SET place = NULL WHERE id = 1;
-- @differs
privileges on schema heroku_ext to PUBLIC is missing on the target (USAGE). On the target: GRANT USAGE ON SCHEMA "heroku_ext" TO PUBLIC;
