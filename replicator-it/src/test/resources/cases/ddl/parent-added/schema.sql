-- Through a parent the rows of a table could be written past its statement triggers: PostgreSQL refuses to give it one.
CREATE TABLE parent (id int PRIMARY KEY, v text);
CREATE TABLE child (id int PRIMARY KEY, v text);
