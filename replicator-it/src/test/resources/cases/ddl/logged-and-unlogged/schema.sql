-- A table becomes unlogged, another one logged: both move to other files.
CREATE TABLE l (id int PRIMARY KEY, v text);
CREATE UNLOGGED TABLE u (id int PRIMARY KEY, v text);
