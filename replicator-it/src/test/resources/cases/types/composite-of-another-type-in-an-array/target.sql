CREATE TYPE pair AS (a int, b numeric(8,1));
CREATE TABLE t (id int PRIMARY KEY, p pair[]);
