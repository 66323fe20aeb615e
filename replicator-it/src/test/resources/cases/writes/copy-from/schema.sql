-- COPY into tables of each kind.
CREATE TABLE plain (id int PRIMARY KEY, v text DEFAULT 'default');
CREATE TABLE split (id int PRIMARY KEY, v text DEFAULT 'default') PARTITION BY RANGE (id);
CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (500);
CREATE TABLE split_2 PARTITION OF split FOR VALUES FROM (500) TO (5000);
CREATE TABLE parent (id int PRIMARY KEY, v text DEFAULT 'default');
CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent);
