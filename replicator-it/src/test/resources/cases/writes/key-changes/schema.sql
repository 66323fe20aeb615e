-- A row that changes its key several times, within a transaction and over many, and one that takes another's old key.
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE TABLE pair (a int, b text, v text, PRIMARY KEY (a, b));
