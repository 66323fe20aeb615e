-- A parent and its children are three tables, whose keys may meet; a write through the parent changes all of them.
CREATE TABLE vehicle (id int PRIMARY KEY, wheels int);
CREATE TABLE car (doors int, PRIMARY KEY (id)) INHERITS (vehicle);
CREATE TABLE sports_car (power int, PRIMARY KEY (id)) INHERITS (car);
