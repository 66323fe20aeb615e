-- Values of a secondary unique index change places inside a transaction and across several, of few rows and of many.
CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, w int, UNIQUE (w, u));
