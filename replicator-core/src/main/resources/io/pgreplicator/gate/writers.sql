-- The transactions that hold a lock on a captured table, or on a partition or child of one, with which one writes: TRUNCATE holds
-- ACCESS EXCLUSIVE alone. Autovacuum does not write; its lock conflicts with all that do so by itself.
-- Returns: virtual transaction, pid (null when prepared), gid (null when open), age in seconds, application
-- Touches replicator_capture.captured_table and the catalog; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT t.relation::oid FROM replicator_capture.captured_table AS t
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), held AS (
    SELECT DISTINCT l.virtualtransaction, l.pid
    FROM pg_locks AS l JOIN tree AS t ON t.relation = l.relation
    WHERE l.locktype = 'relation' AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        AND l.pid IS DISTINCT FROM pg_backend_pid()
)
SELECT h.virtualtransaction, h.pid, p.gid,
    coalesce(extract(epoch FROM clock_timestamp() - coalesce(p.prepared, a.xact_start)), 0)::float8, coalesce(a.application_name, '')
FROM held AS h
    LEFT JOIN pg_stat_activity AS a ON a.pid = h.pid
    LEFT JOIN pg_prepared_xacts AS p ON h.pid IS NULL AND p.transaction IN (
        SELECT x.transactionid FROM pg_locks AS x
        WHERE x.locktype = 'transactionid' AND x.pid IS NULL AND x.virtualtransaction = h.virtualtransaction)
WHERE a.backend_type IS DISTINCT FROM 'autovacuum worker'
ORDER BY 4 DESC, 1
