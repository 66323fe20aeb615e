-- A dropped column is no longer carried, whether the target still has it or not.
CREATE TABLE t (id int PRIMARY KEY, v text, n int);
