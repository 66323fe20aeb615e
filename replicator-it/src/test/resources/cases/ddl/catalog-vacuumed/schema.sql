-- The catalog is rewritten and frozen: its rows keep the transaction that wrote them, by which a change is noticed.
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
