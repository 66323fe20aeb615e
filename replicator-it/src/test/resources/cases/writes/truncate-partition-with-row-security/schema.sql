-- Policies that would hide a partition's rows from whoever reads them, while it is emptied by its owner and by another role.
CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (100);
CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (100) TO (200);
CREATE TABLE p_3 PARTITION OF p FOR VALUES FROM (200) TO (300);
CREATE POLICY low_ids ON p_3 USING (id < 210) WITH CHECK (true);
