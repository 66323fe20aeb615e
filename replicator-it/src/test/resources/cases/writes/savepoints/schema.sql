-- Parts of transactions that are taken back: by savepoints, in several levels, and by caught exceptions.
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE TABLE split (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (100);
CREATE TABLE split_2 PARTITION OF split FOR VALUES FROM (100) TO (100000);
