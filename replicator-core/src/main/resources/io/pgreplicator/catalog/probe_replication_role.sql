-- Switches off foreign keys and ordinary triggers: run only inside a transaction that is rolled back, to learn whether it
-- is allowed. Touches no table, takes no lock. Minimum version: 10
SET LOCAL session_replication_role = replica
