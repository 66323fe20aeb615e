-- A mark of a table that this replicator does not know stops it, alone as well as beside others.
CREATE TABLE t (id int PRIMARY KEY, v text);
