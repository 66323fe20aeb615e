-- Schemas in front of everything whose functions, operators, types and tables bear the names that are in use.
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE TABLE split (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (10000);
CREATE SCHEMA hostile;
CREATE FUNCTION hostile.wrong(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR hostile.= (LEFTARG = int, RIGHTARG = int, FUNCTION = hostile.wrong);
CREATE OPERATOR hostile.<> (LEFTARG = int, RIGHTARG = int, FUNCTION = hostile.wrong);
CREATE FUNCTION hostile.txid_current() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION hostile.format(text, VARIADIC text[]) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'hostile'; END$$;
CREATE FUNCTION hostile.format(text, name, name) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'hostile'; END$$;
CREATE FUNCTION hostile.int4(bigint) RETURNS int LANGUAGE sql AS 'SELECT 0';
CREATE DOMAIN hostile.int4 AS text;
CREATE TABLE hostile.new_rows (id int PRIMARY KEY);
CREATE TABLE hostile.old_rows (id int PRIMARY KEY);
CREATE TABLE hostile.pg_class (id int PRIMARY KEY);
CREATE TABLE hostile.capture (id int PRIMARY KEY);
