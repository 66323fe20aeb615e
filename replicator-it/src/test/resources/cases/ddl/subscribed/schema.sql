-- A logical subscription begins to write to a captured table: its apply process fires no statement triggers.
CREATE TABLE t (id int PRIMARY KEY, v text);
