-- What a table logs for logical decoding is nothing to the replicator.
CREATE TABLE t (id int PRIMARY KEY, v text NOT NULL UNIQUE);
