-- Terminates the sessions that the run named $1 has left in this database; only the next leader may do so.
-- Returns: one row per session terminated
-- Touches pg_stat_activity; takes no lock. Minimum version: 10
SELECT pg_catalog.pg_terminate_backend(pid)
FROM pg_catalog.pg_stat_activity
WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
    AND application_name LIKE 'replicator % ' || ?::text AND pg_catalog.pg_has_role(usesysid, 'USAGE')
