-- The sessions whose locks on the table with oid $1 prevent others from reading it.
-- Returns: one text, empty when there are none
-- Touches pg_locks and pg_stat_activity; takes no lock on user tables. Minimum version: 10
SELECT coalesce(string_agg(DISTINCT format('process %s (%s, %s, %s)', l.pid, coalesce(a.usename, 'unknown role'),
    coalesce(nullif(a.application_name, ''), 'no application name'), coalesce(a.state, 'prepared transaction')), ', '), '')
FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
WHERE l.relation = ?::bigint::oid AND l.mode = 'AccessExclusiveLock' AND l.granted
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = current_database())
