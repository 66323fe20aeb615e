-- Another type, and every row written anew: a round whose snapshot is older would find the table empty.
CREATE TABLE t (id int PRIMARY KEY, v text, n int);
