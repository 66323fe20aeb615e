-- PostgreSQL refuses to attach a captured table, as it refuses it any parent.
CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
CREATE TABLE t (id int PRIMARY KEY, v text);
