-- A key that goes and comes again, in one transaction and in several, with other values.
CREATE TABLE t (id int PRIMARY KEY, v text);
