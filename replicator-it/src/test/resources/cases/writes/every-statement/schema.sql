-- The plain statements, each by one row and by many; those that touch no row, and those that change nothing.
CREATE TABLE t (id int PRIMARY KEY, v text, n int);
