-- Drops a schema of ours with a table: run only inside a transaction that has created the schema and is rolled back, to find out
-- whether it is allowed.
-- Parameter: :"schema"
-- Touches pg_namespace, pg_class; takes no lock on user tables. Minimum version: 10
CREATE TABLE :"schema".probe_dropped (key bigint);
DROP TABLE :"schema".probe_dropped;
DROP SCHEMA :"schema"
