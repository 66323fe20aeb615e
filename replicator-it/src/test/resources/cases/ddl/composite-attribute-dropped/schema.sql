-- A value of fewer attributes than the target knows.
CREATE TYPE pair AS (a int, b int, c int);
CREATE TABLE t (id int PRIMARY KEY, p pair, v int);
