-- Attributes exchange their names on the target alone, while the replicator follows.
CREATE TYPE pair AS (a int, b int);
CREATE TABLE t (id int PRIMARY KEY, p pair);
