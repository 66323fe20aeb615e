-- A dropped capture trigger, and one made again by hand.
CREATE TABLE t (id int PRIMARY KEY, v text);
