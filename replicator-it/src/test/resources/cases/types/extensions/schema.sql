CREATE TABLE extended (
    id int PRIMARY KEY, c ext.citext, h hstore, l ltree, q lquery, lt ltxtquery, cu cube, s seg, i isbn13, cs ext.citext[], hs hstore[], qi query_int
);
CREATE INDEX extended_l ON extended USING gist (l);
CREATE TABLE by_citext (k ext.citext PRIMARY KEY, v text);
CREATE TABLE by_many (h hstore, l ltree, i isbn13, s seg, v int, PRIMARY KEY (l, i, h, s));
