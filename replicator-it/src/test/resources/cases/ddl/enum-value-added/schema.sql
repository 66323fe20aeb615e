-- A new value of an enum that the target does not know: its rows are refused there, and arrive when it is known.
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (id int PRIMARY KEY, m mood);
