CREATE EXTENSION citext SCHEMA ext_a;
CREATE TABLE people (name ext_a.citext PRIMARY KEY, mail ext_a.citext NOT NULL UNIQUE, n int);
