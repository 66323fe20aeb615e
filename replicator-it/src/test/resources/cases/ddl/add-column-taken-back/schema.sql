-- A new column that is dropped again is as if it had not been.
CREATE TABLE t (id int PRIMARY KEY, v text);
