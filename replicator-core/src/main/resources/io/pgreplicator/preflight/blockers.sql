-- What is running on the source that would delay the capture or the rounds. Other roles' activity is visible only to members of
-- pg_read_all_stats.
-- Returns: kind (prepared, transaction, publication, detaching), name (transaction id, process id, publication, partition),
--   description (of a partition: its partitioned table)
-- Touches pg_prepared_xacts, pg_stat_activity, pg_publication, pg_inherits; takes no lock on user tables. Minimum version: 10
SELECT 'prepared', p.gid, format('prepared by %s at %s', p.owner, to_char(p.prepared, 'YYYY-MM-DD HH24:MI'))
FROM pg_prepared_xacts AS p WHERE p.database = current_database()
UNION ALL
SELECT 'transaction', a.pid::text,
    format('of %s (%s), %s, began at %s', a.usename, coalesce(nullif(a.application_name, ''), 'no name'), a.state,
        to_char(a.xact_start, 'YYYY-MM-DD HH24:MI'))
FROM pg_stat_activity AS a
WHERE a.datname = current_database() AND a.xact_start < now() - interval '1 hour' AND a.backend_type = 'client backend'
UNION ALL
SELECT 'publication', p.pubname, '' FROM pg_publication AS p WHERE p.puballtables
UNION ALL
SELECT 'detaching', i.inhrelid::regclass::text, i.inhparent::regclass::text
FROM pg_inherits AS i WHERE to_jsonb(i) ->> 'inhdetachpending' = 'true'
ORDER BY 1, 2
