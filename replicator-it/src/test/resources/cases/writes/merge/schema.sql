-- MERGE that inserts, updates and deletes, on a plain and a partitioned table.
CREATE TABLE plain (id int PRIMARY KEY, v text, n int);
CREATE TABLE split (id int, part int, v text, PRIMARY KEY (id, part)) PARTITION BY LIST (part);
CREATE TABLE split_0 PARTITION OF split FOR VALUES IN (0);
CREATE TABLE split_1 PARTITION OF split FOR VALUES IN (1);
