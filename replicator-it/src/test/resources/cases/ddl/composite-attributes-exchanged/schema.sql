-- Two attributes exchange their names, so every value means something else.
CREATE TYPE pair AS (a int, b int);
CREATE TABLE t (id int PRIMARY KEY, p pair, v int);
