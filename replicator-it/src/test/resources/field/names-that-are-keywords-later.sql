-- A function whose parameter has a name that is a keyword since version 16, and a view and a table with such columns. PostgreSQL 13 does
-- not quote it. Source: graphile/crystal
-- @versions 13 17
-- @source
CREATE TABLE events (id int PRIMARY KEY, json jsonb, json_scalar text DEFAULT 'x', merge_action int GENERATED ALWAYS AS (id + 1) STORED);
CREATE FUNCTION identity(json json, json_value int DEFAULT 1) RETURNS json LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION rows_of(json json) RETURNS TABLE (json_exists int) LANGUAGE sql AS 'SELECT 1';
CREATE VIEW plain AS SELECT e.json AS json_table, e.json_scalar AS "system_user" FROM events AS e;
CREATE INDEX events_json ON events (json_scalar) WHERE merge_action > 0;
INSERT INTO events (id, json) SELECT g, '{}' FROM generate_series(1, 50) AS g;
-- @differs
privileges on schema public to PUBLIC differs: CREATE, USAGE on the source, USAGE on the target. On the target: GRANT CREATE ON SCHEMA "public" TO PUBLIC;
