-- Terminates the sessions of a run that are in a transaction on this database, except for the leader's: their connections are lost,
-- though the server has not noticed. Only that run may do so, at a moment when it has no transaction open.
-- Parameters: $1 the pattern of their names, $2 the pattern of the leader's (a regular expression)
-- Returns: one row per session terminated
-- Touches pg_stat_activity; takes no lock. Minimum version: 10
SELECT pg_catalog.pg_terminate_backend(pid)
FROM pg_catalog.pg_stat_activity
WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() AND xact_start IS NOT NULL
    AND application_name LIKE ?::text AND application_name !~ ?::text AND pg_catalog.pg_has_role(usesysid, 'USAGE')
