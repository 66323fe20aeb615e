-- Bounds would be rounded; and so in its multirange, where there are any.
CREATE TYPE span AS RANGE (subtype = numeric);
CREATE TABLE t (id int PRIMARY KEY, v span);
