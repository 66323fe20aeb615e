-- A table that was renamed, and moved to another schema, until its copy was done; what it is called then is what counts.
CREATE SCHEMA elsewhere;
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE TABLE u (id int PRIMARY KEY, v text);
