-- Creates the schema replicator: run only inside a transaction that is rolled back, to learn whether it is allowed.
-- Touches pg_namespace; takes no lock on user tables. Minimum version: 10
CREATE SCHEMA replicator
