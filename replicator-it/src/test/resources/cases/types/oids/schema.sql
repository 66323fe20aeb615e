CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TYPE spot AS (x int, c colour);
CREATE TYPE hues AS RANGE (subtype = colour);
CREATE DOMAIN shade AS colour;
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE TABLE spots (
    id int PRIMARY KEY, cs colour[], ss spot[], h hues, hs hues[], sh shade[], cls regclass, clss regclass[], typ regtype, prc regprocedure,
    fn regproc, rl regrole, ns regnamespace, op regoperator, cfg regconfig
);
CREATE TABLE by_class (c regclass, t regtype, v int, PRIMARY KEY (c, t));
