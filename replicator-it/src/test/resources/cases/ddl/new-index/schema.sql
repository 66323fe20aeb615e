-- Indexes and constraints added on both sides while following.
CREATE TABLE t (id int PRIMARY KEY, v text, n int);
CREATE TABLE u (id int PRIMARY KEY, t_id int);
