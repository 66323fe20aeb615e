-- Hundreds of statements of every sort on the same rows in one transaction.
CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, v text);
