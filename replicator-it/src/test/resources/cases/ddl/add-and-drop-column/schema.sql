-- A column that came and went between two looks changes nothing.
CREATE TABLE t (id int PRIMARY KEY, v text);
