CREATE TABLE keyless (v text);
CREATE TABLE other (id int PRIMARY KEY);
