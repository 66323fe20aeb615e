-- Defaults, NOT NULL, checks, storage, statistics and comments disturb nobody.
CREATE TABLE t (id int PRIMARY KEY, v text, n int);
