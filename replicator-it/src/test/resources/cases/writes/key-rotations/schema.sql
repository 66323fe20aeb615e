-- Every key changes in one statement: to its negative, to its neighbour's, round in a circle.
CREATE TABLE negative (id int PRIMARY KEY, v int);
CREATE TABLE shifted (id int PRIMARY KEY DEFERRABLE INITIALLY IMMEDIATE, v int);
CREATE TABLE rotated (id int PRIMARY KEY DEFERRABLE, v int);
