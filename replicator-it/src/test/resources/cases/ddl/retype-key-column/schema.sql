-- PostgreSQL refuses to change the type of a column that a trigger looks at, so the key stays what is logged.
CREATE TABLE t (id int PRIMARY KEY, v text);
