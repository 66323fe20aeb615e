-- Another index over the same columns takes over.
CREATE TABLE t (id int PRIMARY KEY, v text);
