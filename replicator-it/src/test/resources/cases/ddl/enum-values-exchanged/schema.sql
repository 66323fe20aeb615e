-- Two labels exchange their values: every row would stay what it was on the target.
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (id int PRIMARY KEY, m mood, v int);
