-- A column of another type: refused, with the statement that changes it.
CREATE TABLE t (id int PRIMARY KEY, v varchar(10));
