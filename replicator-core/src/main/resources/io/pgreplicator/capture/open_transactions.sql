-- The transactions that hold a write lock on a captured table, on a partition or child of one, or on a segment of the log: open
-- ones and prepared ones. What they have written is not committed, so it is not carried yet. Locks that are taken without
-- writing (by VACUUM, CREATE INDEX, SELECT FOR UPDATE) do not count. A partitioned table has one more: SHARE UPDATE EXCLUSIVE, by
-- which a partition is attached that may have rows; ANALYZE takes it as well.
-- Returns: pid (null when prepared), gid (null when open), age in seconds, application, user, state, tables (text[]), virtual
-- transaction (which it keeps when it is prepared)
-- Touches replicator_capture.captured_table and the catalog; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation, captured) AS (
    SELECT r.relation, format('%I.%I', t.schema_name, t.table_name)
    FROM replicator_capture.captured_table AS t
        CROSS JOIN LATERAL (VALUES (t.relation::oid), (to_regclass('replicator_capture.delta_' || t.table_id)::oid)) AS r (relation)
    UNION
    SELECT i.inhrelid, t.captured FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), held AS (
    SELECT l.pid, l.virtualtransaction, array_agg(DISTINCT t.captured) AS tables
    FROM pg_locks AS l JOIN tree AS t ON t.relation = l.relation
    WHERE l.locktype = 'relation' AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
            OR l.mode = 'ShareUpdateExclusiveLock' AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = t.relation AND c.relkind = 'p'))
        AND l.pid IS DISTINCT FROM pg_backend_pid()
    GROUP BY l.pid, l.virtualtransaction
)
SELECT h.pid, p.gid, extract(epoch FROM clock_timestamp() - coalesce(p.prepared, a.xact_start))::float8,
    coalesce(a.application_name, ''), coalesce(p.owner, a.usename)::text,
    CASE WHEN h.pid IS NULL THEN 'prepared' ELSE coalesce(a.state, 'not visible to this role') END, h.tables, h.virtualtransaction
FROM held AS h
    LEFT JOIN pg_stat_activity AS a ON a.pid = h.pid
    LEFT JOIN pg_prepared_xacts AS p ON h.pid IS NULL AND p.transaction IN (
        SELECT x.transactionid FROM pg_locks AS x
        WHERE x.locktype = 'transactionid' AND x.pid IS NULL AND x.virtualtransaction = h.virtualtransaction)
WHERE a.backend_type IS DISTINCT FROM 'autovacuum worker'
ORDER BY 3 DESC NULLS LAST, 1, 2
