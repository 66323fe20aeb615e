-- An extension that the target has in another schema, where something refers to it: it can be moved, but not created again.
-- @source-super
CREATE SCHEMA heroku_ext;
CREATE EXTENSION cube SCHEMA heroku_ext;
GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC;
-- @target
CREATE EXTENSION cube;
CREATE FUNCTION middle(public.cube) RETURNS public.cube LANGUAGE sql IMMUTABLE AS 'SELECT $1';
-- @source
CREATE TABLE t (id serial PRIMARY KEY, place heroku_ext.cube[]);
INSERT INTO t (place) SELECT ARRAY[heroku_ext.cube(i)] FROM generate_series(1, 10) AS i;
-- @cure schema target-super
CREATE SCHEMA "heroku_ext"; GRANT USAGE, CREATE ON SCHEMA "heroku_ext" TO "rds_master"; ALTER EXTENSION "cube" SET SCHEMA "heroku_ext";
-- @following
UPDATE t SET place = ARRAY[heroku_ext.cube(0)] WHERE id = 1;
-- @differs
function public.middle(heroku_ext.cube) exists on the target only
privileges on schema heroku_ext to PUBLIC is missing on the target (USAGE). On the target: GRANT USAGE ON SCHEMA "heroku_ext" TO PUBLIC;
