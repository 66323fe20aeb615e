-- Columns get the names that the replicator gives in its triggers while they fire, and key columns those of functions.
CREATE TABLE position (id int PRIMARY KEY, v text, w int);
CREATE TABLE name (v text, w int, id int PRIMARY KEY);
CREATE TABLE split (v text, w int, id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (1000);
