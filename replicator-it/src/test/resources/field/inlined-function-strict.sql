-- As inlined-function, for a target that builds indexes with a search_path of pg_catalog alone.
-- @versions 15 17
-- @source
CREATE FUNCTION public.strip(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT regexp_replace($1, '\s+', ' ', 'g')$$;
CREATE FUNCTION public.slugify(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT lower(strip($1))$$;
CREATE TABLE post (id bigserial PRIMARY KEY, title text, slug text GENERATED ALWAYS AS (slugify(title)) STORED);
CREATE INDEX post_slug ON post (slugify(title));
CREATE INDEX post_named ON post (id) WHERE slugify(title) <> 'none';
INSERT INTO post (title) SELECT 'Post  number ' || i FROM generate_series(1, 100) AS i;
-- @following
UPDATE post SET title = 'x  Y' WHERE id < 5;
DELETE FROM post WHERE id = 9;
INSERT INTO post (title) VALUES ('n  N'), (NULL);
-- @cure schema source
ALTER FUNCTION public.slugify(text) SET search_path = public;
