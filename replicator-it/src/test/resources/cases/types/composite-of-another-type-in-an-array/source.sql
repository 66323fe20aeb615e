-- An attribute of another precision, in elements of an array.
CREATE TYPE pair AS (a int, b numeric(8,3));
CREATE TABLE t (id int PRIMARY KEY, p pair[]);
