-- A domain in a composite type in another one: all of them are made again.
CREATE DOMAIN amount AS numeric(12,4);
CREATE TYPE price AS (v amount, currency text);
CREATE TYPE offer AS (p price[], note text);
CREATE TABLE t (id int PRIMARY KEY, o offer);
