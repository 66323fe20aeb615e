-- A renamed column stops the run until it is renamed on the target too.
CREATE TABLE t (id int PRIMARY KEY, v text);
