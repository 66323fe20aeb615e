CREATE TYPE pair AS (b int, a int, d text);
CREATE TABLE t (id int PRIMARY KEY, p pair);
