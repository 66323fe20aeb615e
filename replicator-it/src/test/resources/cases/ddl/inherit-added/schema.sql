-- A table gets a parent, through which its rows can be written past its triggers.
CREATE TABLE parent (id int PRIMARY KEY, v text);
CREATE TABLE child (id int PRIMARY KEY, v text);
