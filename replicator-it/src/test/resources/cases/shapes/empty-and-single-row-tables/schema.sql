-- Tables with nothing in them, or one row; one becomes empty, one is filled.
CREATE TABLE nothing (id int PRIMARY KEY);
CREATE TABLE filled (id int PRIMARY KEY);
CREATE TABLE single (id int PRIMARY KEY, v text);
CREATE TABLE emptied (id int PRIMARY KEY);
CREATE TABLE emptied_by_truncate (id int PRIMARY KEY);
