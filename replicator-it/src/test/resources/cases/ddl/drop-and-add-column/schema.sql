-- A column dropped and added again under its name has lost its values, and no trigger tells.
CREATE TABLE t (id int PRIMARY KEY, v text);
