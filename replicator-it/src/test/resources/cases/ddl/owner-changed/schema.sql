-- Another owner on the source: captured and read as before, as long as the role may read.
CREATE TABLE t (id int PRIMARY KEY, v text);
