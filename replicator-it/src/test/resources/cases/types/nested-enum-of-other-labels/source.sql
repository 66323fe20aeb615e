-- A label of an enum in a composite type in a domain in an array.
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TYPE pair AS (a int, m mood);
CREATE DOMAIN checked AS pair CHECK ((VALUE).a < 1000);
CREATE TABLE t (id int PRIMARY KEY, v checked[]);
