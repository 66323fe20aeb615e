-- Several writes in one statement, to several tables and several times to one.
CREATE TABLE queue (id int PRIMARY KEY, v text);
CREATE TABLE done (id int PRIMARY KEY, v text);
