CREATE TYPE span AS RANGE (subtype = float4);
CREATE TABLE t (id int PRIMARY KEY, v span);
