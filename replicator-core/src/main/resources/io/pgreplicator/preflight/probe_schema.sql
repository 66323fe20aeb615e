-- Creates a schema of ours: run only inside a transaction that is rolled back, to find out whether it is allowed.
-- Parameter: :"schema"
-- Touches pg_namespace; takes no lock on user tables. Minimum version: 10
CREATE SCHEMA :"schema"
