-- Ends the working sessions that a replicator left when it died; only the leader may run this, before it has any itself.
-- Returns: one row per session ended
-- Touches pg_stat_activity; takes no lock. Minimum version: 10
SELECT pg_catalog.pg_terminate_backend(pid)
FROM pg_catalog.pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_catalog.pg_backend_pid()
    AND application_name IN ('replicator copy', 'replicator index', 'replicator drain', 'replicator apply',
        'replicator verify')
