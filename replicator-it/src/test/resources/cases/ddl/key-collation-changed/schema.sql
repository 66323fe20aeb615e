-- PostgreSQL refuses to change the collation of a column that a trigger looks at, so the key stays what is logged.
CREATE TABLE t (k text PRIMARY KEY, v text);
