CREATE TABLE moved (f int, d date NOT NULL, c numeric, gone3 point, b text, e text, a int, PRIMARY KEY (d, a));
ALTER TABLE moved DROP gone3;
CREATE TABLE dropped (a text, x int, b text, id int PRIMARY KEY);
ALTER TABLE dropped DROP x;
