-- Terminates the sessions that a former run has left in this database; only the next leader may do so.
-- Parameter: $1 the pattern of their names
-- Returns: one row per session terminated
-- Touches pg_stat_activity; takes no lock. Minimum version: 10
SELECT pg_catalog.pg_terminate_backend(pid)
FROM pg_catalog.pg_stat_activity
WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
    AND application_name LIKE ?::text AND pg_catalog.pg_has_role(usesysid, 'USAGE')
