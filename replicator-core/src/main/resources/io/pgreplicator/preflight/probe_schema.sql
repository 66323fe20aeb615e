-- Creates a schema of ours, drops it with a table, and creates it again: run only inside a transaction that is rolled back, to find out
-- whether all that is allowed.
-- Parameter: :"schema"
-- Touches pg_namespace, pg_class; takes no lock on user tables. Minimum version: 10
CREATE SCHEMA :"schema";
CREATE TABLE :"schema".probe (key bigint);
DROP TABLE :"schema".probe;
DROP SCHEMA :"schema";
CREATE SCHEMA :"schema"
