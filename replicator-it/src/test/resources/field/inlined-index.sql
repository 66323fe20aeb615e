-- As inlined-function, of an index alone.
-- @source
CREATE FUNCTION public.strip(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT regexp_replace($1, '\s+', ' ', 'g')$$;
CREATE FUNCTION public.slugify(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT lower(strip($1))$$;
CREATE TABLE posts (id bigserial PRIMARY KEY, title text);
CREATE INDEX posts_title_slug ON posts (slugify(title));
INSERT INTO posts (title) SELECT 'Post  number ' || i FROM generate_series(1, 100) AS i;
-- @following
UPDATE posts SET title = 'x  Y' WHERE id < 5;
-- @same
SET enable_seqscan = off;
SELECT count(*) FROM posts WHERE slugify(title) = 'x y';
