CREATE TABLE markup (id int PRIMARY KEY, x xml, a xml[]);
