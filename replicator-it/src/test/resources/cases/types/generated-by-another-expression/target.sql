CREATE TABLE t (id int PRIMARY KEY, a int, total int GENERATED ALWAYS AS (a * 3) STORED);
