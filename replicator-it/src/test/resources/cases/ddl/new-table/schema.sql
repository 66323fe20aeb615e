-- A table that comes later takes part from the next start on, once the target has it.
CREATE TABLE t (id int PRIMARY KEY, v text);
