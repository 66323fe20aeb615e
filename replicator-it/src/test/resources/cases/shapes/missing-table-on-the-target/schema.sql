-- A table that only the source has.
CREATE TABLE t (id int PRIMARY KEY);
