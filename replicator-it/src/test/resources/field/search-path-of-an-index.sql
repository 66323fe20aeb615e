-- As search-path-of-the-database, of an index alone.
-- @source-super
CREATE SCHEMA heroku_ext;
CREATE EXTENSION unaccent SCHEMA heroku_ext;
GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC;
DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, heroku_ext', current_database()); END$$;
-- @source
CREATE FUNCTION public.f_unaccent(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$BEGIN RETURN lower(unaccent($1)); END$$;
CREATE TABLE people (id bigserial PRIMARY KEY, name text NOT NULL);
CREATE INDEX people_name_idx ON people (f_unaccent(name));
INSERT INTO people (name) SELECT 'Zoë ' || i FROM generate_series(1, 2000) AS i;
-- @same
SET search_path = public, heroku_ext; SET enable_seqscan = off;
SELECT count(*) FROM people WHERE f_unaccent(name) = 'zoe 7';
