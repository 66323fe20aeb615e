-- A new value of an enum that the target does not know stops the run at its first row.
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (id int PRIMARY KEY, m mood);
