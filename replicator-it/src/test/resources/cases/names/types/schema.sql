CREATE SCHEMA "odd ""schema""";
CREATE TYPE "odd ""schema"""."my, type(3)" AS ENUM ('a', 'it''s');
CREATE DOMAIN "odd ""schema"""."dom'ain[]" AS text COLLATE "C" CHECK (VALUE <> 'no');
CREATE TYPE "odd ""schema"""."Pair %" AS ("x y" int, "z""" "odd ""schema"""."dom'ain[]");
CREATE TYPE "odd ""schema"""."text" AS (a int);
CREATE COLLATION "odd ""schema"""."coll 'x'" (provider = icu, locale = 'de', deterministic = false);
CREATE TABLE odd (
    id "odd ""schema"""."my, type(3)", d "odd ""schema"""."dom'ain[]", t text COLLATE "odd ""schema"""."coll 'x'",
    p "odd ""schema"""."Pair %", ps "odd ""schema"""."Pair %"[], x "odd ""schema"""."text", PRIMARY KEY (id, d, t, p)
);
CREATE SEQUENCE "odd ""schema"""."seq 'x' %" INCREMENT -7;
