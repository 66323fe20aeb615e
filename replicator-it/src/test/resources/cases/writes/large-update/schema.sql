-- One statement that changes twenty thousand rows, then their keys, then takes most of them away.
CREATE TABLE t (id int PRIMARY KEY, v text);
