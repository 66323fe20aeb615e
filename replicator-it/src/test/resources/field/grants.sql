-- Privileges of other roles: on tables, columns, sequences, functions, schemas and types, some with the right to grant them, some revoked
-- from everybody.
-- @source-super
DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'made_by_test_granted') THEN CREATE ROLE made_by_test_granted; END IF; END$$;
-- @target-super
DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'made_by_test_granted') THEN CREATE ROLE made_by_test_granted; END IF; END$$;
-- @source
CREATE SCHEMA "Own";
CREATE TYPE mood AS ENUM ('calm', 'cross');
CREATE TABLE t (id serial PRIMARY KEY, secret text, "Open" text, mood mood);
CREATE VIEW v AS SELECT id, "Open" FROM t;
GRANT SELECT ON v TO made_by_test_granted WITH GRANT OPTION;
GRANT SELECT (id, "Open"), UPDATE ("Open") ON t TO made_by_test_granted;
GRANT INSERT, DELETE ON t TO made_by_test_granted;
GRANT USAGE ON SEQUENCE t_id_seq TO made_by_test_granted;
GRANT USAGE ON SCHEMA "Own" TO made_by_test_granted, PUBLIC;
CREATE FUNCTION adm(a int, VARIADIC b text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION adm(int, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION adm(int, text[]) TO made_by_test_granted;
CREATE PROCEDURE work() LANGUAGE sql AS 'SELECT 1';
REVOKE EXECUTE ON PROCEDURE work() FROM PUBLIC;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
INSERT INTO t (secret) VALUES ('s');
-- @following
UPDATE t SET "Open" = 'o';
