DROP TABLE t; DROP TYPE span;
CREATE TYPE span AS RANGE (subtype = numeric);
CREATE TABLE t (id int PRIMARY KEY, v span);
