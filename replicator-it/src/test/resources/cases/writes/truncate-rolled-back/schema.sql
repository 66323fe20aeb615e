-- A TRUNCATE taken back by a savepoint, by an exception, by the transaction; and rows that stay.
CREATE TABLE t (id int PRIMARY KEY, v text);
