-- A server from 17 on builds an index with a search_path of its own: functions, in whatever language, that do not name the schema of what
-- they call. Also called by a constraint, which any version checks as the application's session is.
-- @versions 15 18
-- @source-super
DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = app, public', current_database()); END$$;
-- @source
CREATE SCHEMA app;
CREATE FUNCTION app.norm(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT lower(btrim($1))$$;
CREATE FUNCTION app.k(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$BEGIN RETURN norm($1); END$$;
CREATE TABLE app.p (id int PRIMARY KEY, a text, e text);
INSERT INTO app.p SELECT i, 'A' || i, 'e' FROM generate_series(1, 100) AS i;
CREATE INDEX p_k ON app.p (app.k(a));
CREATE TABLE app.q (id int PRIMARY KEY, v text, CONSTRAINT q_ck CHECK (app.k(v) <> 'bad'));
INSERT INTO app.q SELECT i, 'v' FROM generate_series(1, 50) AS i;
-- @cure schema source
ALTER FUNCTION app.k(text) SET search_path = app, public;
-- @following
INSERT INTO app.p VALUES (1000, ' Late ', 'x');
INSERT INTO app.q VALUES (1000, 'w');
-- @same
SET enable_seqscan = off;
SELECT string_agg(id::text, ',') FROM app.p WHERE app.k(a) = 'late';
