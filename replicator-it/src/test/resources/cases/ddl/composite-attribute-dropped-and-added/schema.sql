-- The type is as it was, but its values on the source are null by now: all are carried again, and nobody has to do anything.
CREATE TYPE pair AS (a int, b int);
CREATE TABLE t (id int PRIMARY KEY, p pair, v int);
