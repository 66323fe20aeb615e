-- Partitions renamed, moved to another schema and swapped with one another are the same partitions, also while they are copied.
CREATE SCHEMA archive;
CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (1000) TO (2000);
CREATE TABLE p_3 PARTITION OF p FOR VALUES FROM (2000) TO (3000);
CREATE TABLE archive.p_4 PARTITION OF p FOR VALUES FROM (3000) TO (4000);
