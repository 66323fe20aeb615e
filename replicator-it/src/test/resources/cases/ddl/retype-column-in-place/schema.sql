-- A longer limit rewrites nothing, but its longer values do not fit the target.
CREATE TABLE t (id int PRIMARY KEY, v varchar(5));
