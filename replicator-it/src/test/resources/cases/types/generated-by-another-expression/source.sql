-- A generated column is not carried, so its values would differ in silence.
CREATE TABLE t (id int PRIMARY KEY, a int, total int GENERATED ALWAYS AS (a * 2) STORED);
