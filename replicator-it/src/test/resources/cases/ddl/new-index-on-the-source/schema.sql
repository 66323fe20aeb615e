-- An index that only the source gets: the rows go on arriving.
CREATE TABLE t (id int PRIMARY KEY, v text);
