-- Key columns that are null for a moment: NOT NULL is dropped, keys become null and others, and it is set again.
CREATE TABLE a (k int NOT NULL UNIQUE, v text);
CREATE TABLE b (v text, k int NOT NULL, l text NOT NULL, UNIQUE (k, l));
CREATE TABLE c (k int NOT NULL, part int NOT NULL, v text, UNIQUE (k, part)) PARTITION BY LIST (part);
CREATE TABLE c_1 PARTITION OF c FOR VALUES IN (1);
CREATE TABLE c_2 PARTITION OF c FOR VALUES IN (2);
CREATE TABLE d (k int NOT NULL UNIQUE, v text);
CREATE TABLE d_child (UNIQUE (k)) INHERITS (d);
