-- Extensions that the target offers and its role may not create, of which nothing refers to two.
-- @source-super
CREATE SCHEMA heroku_ext;
CREATE EXTENSION pg_stat_statements SCHEMA heroku_ext;
CREATE EXTENSION postgres_fdw SCHEMA heroku_ext;
CREATE EXTENSION citext SCHEMA heroku_ext;
GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC;
-- @source
CREATE TABLE t (id serial PRIMARY KEY, email heroku_ext.citext UNIQUE);
INSERT INTO t (email) SELECT 'A' || i FROM generate_series(1, 10) AS i;
-- @following
UPDATE t SET email = 'zz' WHERE id = 1;
-- @differs
extension pg_stat_statements is missing on the target
extension postgres_fdw is missing on the target
