-- A value of more attributes than the target knows.
CREATE TYPE pair AS (a int, b int);
CREATE TABLE t (id int PRIMARY KEY, p pair, v int);
