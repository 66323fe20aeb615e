-- As path-of-an-index-from-17, with a schema that a deployment has made on the target.
-- @versions 15 17
-- @source-super
DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = app, public', current_database()); END$$;
-- @source
CREATE SCHEMA app;
CREATE FUNCTION app.norm(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT lower(btrim($1))$$;
CREATE FUNCTION app.k(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$BEGIN RETURN norm($1); END$$;
CREATE TABLE app.p (id int PRIMARY KEY, a text);
INSERT INTO app.p SELECT i, 'A' || i FROM generate_series(1, 100) AS i;
CREATE INDEX p_k ON app.p (id) WHERE app.k(a) = 'a7';
-- @target
CREATE SCHEMA app;
CREATE FUNCTION app.norm(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT lower(btrim($1))$$;
CREATE FUNCTION app.k(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$BEGIN RETURN norm($1); END$$;
CREATE TABLE app.p (id int PRIMARY KEY, a text);
CREATE INDEX p_k ON app.p (id) WHERE app.k(a) = 'a7';
-- @cure check source
ALTER FUNCTION app.k(text) SET search_path = app, public;
-- @cure check target
ALTER FUNCTION app.k(text) SET search_path = app, public;
-- @following
INSERT INTO app.p VALUES (1000, 'A7');
-- @differs
setting search_path in this database is missing on the target (app, public). On the target: ALTER DATABASE <database> SET search_path = app, public;
-- @same
SET enable_seqscan = off;
SELECT string_agg(id::text, ',') FROM app.p WHERE app.k(a) = 'a7';
