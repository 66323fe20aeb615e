CREATE TABLE amounts (id int PRIMARY KEY, v numeric(6,2));
