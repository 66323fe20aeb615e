CREATE TABLE search (id int PRIMARY KEY, v tsvector, q tsquery, vs tsvector[], generated tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, coalesce(t, ''))) STORED, t text);
CREATE INDEX search_gin ON search USING gin (v);
CREATE TABLE by_vector (v tsvector, q tsquery, n int, PRIMARY KEY (v, q));
