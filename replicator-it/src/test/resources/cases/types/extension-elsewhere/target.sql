CREATE EXTENSION citext SCHEMA ext_b;
CREATE TABLE people (name ext_b.citext PRIMARY KEY, mail ext_b.citext NOT NULL UNIQUE, n int);
