-- The key by which changes are logged is gone; made again, the run goes on, for every write was logged by it.
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, v text);
