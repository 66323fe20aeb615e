-- Extensions in a schema of their own, which only the source's database looks in; an index and a constraint whose function does not
-- name it.
-- @source-super
CREATE SCHEMA heroku_ext;
CREATE EXTENSION unaccent SCHEMA heroku_ext;
CREATE EXTENSION citext SCHEMA heroku_ext;
GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC;
DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, heroku_ext', current_database()); END$$;
-- @source
SET search_path = public, heroku_ext;
CREATE FUNCTION public.f_unaccent(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$BEGIN RETURN lower(unaccent($1)); END$$;
CREATE TABLE people (id bigserial PRIMARY KEY, name text NOT NULL, email citext UNIQUE);
CREATE INDEX people_name ON people (f_unaccent(name));
CREATE TABLE notes (id bigserial PRIMARY KEY, body text, CONSTRAINT body_ok CHECK (f_unaccent(body) <> 'bad'));
INSERT INTO people (name, email) SELECT 'Zoë ' || i, 'a' || i || '@x.org' FROM generate_series(1, 500) AS i;
INSERT INTO notes (body) SELECT 'né ' || i FROM generate_series(1, 500) AS i;
-- @following
UPDATE people SET name = 'É' || name WHERE id < 20;
INSERT INTO notes (body) VALUES ('new');
DELETE FROM people WHERE id > 490;
