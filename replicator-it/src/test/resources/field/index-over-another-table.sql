-- An index over a function that reads another table, which is copied later.
-- @source
CREATE TABLE a_thing (id int PRIMARY KEY, kind int, filler text);
CREATE TABLE kind (id int PRIMARY KEY, name text);
INSERT INTO kind SELECT i, 'k' || i FROM generate_series(1, 10) AS i;
CREATE FUNCTION kind_name(int) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT name FROM public.kind WHERE id = $1';
INSERT INTO a_thing SELECT i, 1 + i % 10, repeat('x', 500) FROM generate_series(1, 2000) AS i;
DO $$BEGIN FOR i IN 1..60 LOOP EXECUTE format('CREATE TABLE between_%s (id int PRIMARY KEY, v text); INSERT INTO between_%1$s SELECT n, repeat(''x'', 1000)'
    ' FROM generate_series(1, 100) AS n', i); END LOOP; END$$;
CREATE INDEX a_thing_kind ON a_thing (kind_name(kind));
-- @following
INSERT INTO a_thing VALUES (2001, 3);
UPDATE a_thing SET kind = 4 WHERE id < 100;
-- @same
SET enable_seqscan = off; SET enable_bitmapscan = off;
SELECT count(*) FROM a_thing WHERE kind_name(kind) = 'k4';
