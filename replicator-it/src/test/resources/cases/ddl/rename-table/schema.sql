-- A renamed table stops the run, also with changes on their way; renamed back, it goes on.
CREATE TABLE t (id int PRIMARY KEY, v text);
