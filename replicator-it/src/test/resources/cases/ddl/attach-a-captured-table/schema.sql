-- PostgreSQL refuses to attach a captured table to a captured root: both have triggers of the same names.
CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
CREATE TABLE t (id int PRIMARY KEY, v text);
