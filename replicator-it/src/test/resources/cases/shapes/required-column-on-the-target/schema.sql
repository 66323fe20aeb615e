-- A column that only the target has, without a default, would refuse every row.
CREATE TABLE t (id int PRIMARY KEY, v text);
