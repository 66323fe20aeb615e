-- Rows that nobody writes keep the former label on the target.
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (id int PRIMARY KEY, m mood, v int);
