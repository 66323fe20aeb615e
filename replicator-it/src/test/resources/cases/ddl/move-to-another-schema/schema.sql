-- A table in another schema is as good as renamed.
CREATE SCHEMA elsewhere;
CREATE TABLE t (id int PRIMARY KEY, v text);
