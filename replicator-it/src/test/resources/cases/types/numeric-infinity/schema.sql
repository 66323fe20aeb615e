CREATE TABLE infinite (n numeric PRIMARY KEY, v numeric NOT NULL, a numeric[]);
