CREATE SCHEMA "odd path";
CREATE TABLE written (ts timestamptz, i interval, f float8, b bytea, m money, t text, PRIMARY KEY (ts, i, f, b, m, t));
CREATE TABLE divided (ts timestamptz, f float8, "percent%I %s" text, PRIMARY KEY (ts, f, "percent%I %s")) PARTITION BY HASH (ts);
CREATE TABLE divided_1 PARTITION OF divided FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE divided_2 PARTITION OF divided FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE FUNCTION "odd path".format(text, VARIADIC text[]) RETURNS text LANGUAGE sql AS $$SELECT 'SELECT 1 / 0'$$;
CREATE FUNCTION "odd path".txid_current() RETURNS bigint LANGUAGE sql AS $$SELECT 1::bigint$$;
CREATE FUNCTION "odd path".never(timestamptz, timestamptz) RETURNS bool LANGUAGE sql AS $$SELECT true$$;
CREATE OPERATOR "odd path".= (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = "odd path".never);
