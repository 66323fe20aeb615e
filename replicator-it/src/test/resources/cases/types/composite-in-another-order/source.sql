-- Attributes would exchange their values.
CREATE TYPE pair AS (a int, b int, c text);
CREATE TABLE t (id int PRIMARY KEY, p pair);
