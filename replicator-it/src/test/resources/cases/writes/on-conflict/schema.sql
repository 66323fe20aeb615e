-- ON CONFLICT: rows inserted, rows updated instead, rows left alone, the key itself changed.
CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, v text);
CREATE TABLE split (id int PRIMARY KEY, v text) PARTITION BY HASH (id);
CREATE TABLE split_0 PARTITION OF split FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE split_1 PARTITION OF split FOR VALUES WITH (MODULUS 2, REMAINDER 1);
