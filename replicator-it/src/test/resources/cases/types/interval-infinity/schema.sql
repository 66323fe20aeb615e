CREATE TABLE infinite (i interval PRIMARY KEY, v interval, a interval[]);
