-- A domain of the same name and another precision takes the place of the first one.
CREATE DOMAIN amount AS numeric(12,2);
CREATE TABLE t (id int PRIMARY KEY, v amount);
