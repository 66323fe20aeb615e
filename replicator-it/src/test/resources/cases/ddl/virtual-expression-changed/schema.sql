-- The same of a virtual one, which rewrites nothing.
CREATE TABLE t (id int PRIMARY KEY, a int, total int GENERATED ALWAYS AS (a * 2) VIRTUAL);
