-- Creates a temporary table: run only inside a transaction that is rolled back, to find out whether it is allowed.
-- Touches pg_class; takes no lock on user tables. Minimum version: 10
CREATE TEMPORARY TABLE replicator_probe (key bigint)
