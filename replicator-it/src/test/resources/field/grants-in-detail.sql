-- Privileges whose statements are easily wrong: on aggregates over ordered rows, arguments of types of its own, composite types, columns
-- of a table on which the target grants more by default; a function that its owner has closed.
-- @source-super
DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'made_by_test_granted') THEN CREATE ROLE made_by_test_granted; END IF; END$$;
-- @target-super
DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'made_by_test_granted') THEN CREATE ROLE made_by_test_granted; END IF; END$$;
-- @target
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO made_by_test_granted WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
-- @source
CREATE TYPE "Pair" AS (a int, b text);
CREATE TABLE t (id int PRIMARY KEY, "system User" text, "Pair" "Pair");
GRANT SELECT (id, "system User"), UPDATE ("Pair") ON t TO made_by_test_granted;
CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (100);
GRANT INSERT ON part TO made_by_test_granted;
CREATE SEQUENCE counts OWNED BY t.id;
GRANT USAGE ON SEQUENCE counts TO made_by_test_granted WITH GRANT OPTION;
CREATE FUNCTION pick(text[], float8) RETURNS text LANGUAGE sql AS 'SELECT $1[1]';
CREATE AGGREGATE mid(float8 ORDER BY text) (SFUNC = array_append, STYPE = text[], FINALFUNC = pick);
REVOKE EXECUTE ON FUNCTION mid(float8, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mid(float8, text) TO made_by_test_granted WITH GRANT OPTION;
CREATE FUNCTION "secret f"(a "Pair"[], OUT b "Pair", VARIADIC c char[]) LANGUAGE sql SECURITY DEFINER AS 'SELECT a[1]';
REVOKE EXECUTE ON FUNCTION "secret f" FROM PUBLIC;
REVOKE USAGE ON TYPE "Pair" FROM PUBLIC;
GRANT USAGE ON TYPE "Pair" TO made_by_test_granted;
CREATE VIEW v AS SELECT id FROM t;
GRANT SELECT (id) ON v TO made_by_test_granted;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
GRANT SELECT ON m TO made_by_test_granted;
INSERT INTO t VALUES (1, 's', ROW(1, 'b'));
INSERT INTO parts VALUES (1);
-- @source-super
GRANT CREATE ON SCHEMA public TO made_by_test_granted;
-- @following
UPDATE t SET "system User" = 'o';
-- @differs
default privileges of our role on TABLES to PUBLIC exists on the target only. On the target: ALTER DEFAULT PRIVILEGES FOR ROLE rds_master REVOKE SELECT ON TABLES FROM PUBLIC;
default privileges of our role on TABLES to made_by_test_granted WITH GRANT OPTION exists on the target only. On the target: ALTER DEFAULT PRIVILEGES FOR ROLE rds_master REVOKE INSERT, SELECT ON TABLES FROM made_by_test_granted;
