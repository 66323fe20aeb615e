-- A column that only the source has: refused, with the statement that adds it.
CREATE TABLE t (id int PRIMARY KEY, v text);
