CREATE DOMAIN amount AS numeric(12,2);
CREATE TABLE t (id int PRIMARY KEY, v amount);
