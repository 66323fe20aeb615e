-- A partition that was away for a while: its capture is its own, so what was written to it meanwhile was captured.
CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (1000) TO (2000);
