-- What is running on the source that would delay the capture or the rounds. Other roles' activity is visible only to members of
-- pg_read_all_stats.
-- Returns: kind (prepared, transaction, publication, detaching), name (transaction id, process id, publication, partition),
--   description (of a partition: its partitioned table), who may end it if this role may not: a role, or empty for an administrator alone;
--   null if this role may
-- Touches pg_prepared_xacts, pg_stat_activity, pg_roles, pg_publication, pg_inherits; takes no lock on user tables. Minimum version: 10
SELECT 'prepared', p.gid, format('prepared by %s at %s', p.owner, to_char(p.prepared, 'YYYY-MM-DD HH24:MI')),
    CASE WHEN p.owner <> current_user THEN p.owner END
FROM pg_prepared_xacts AS p WHERE p.database = current_database()
UNION ALL
SELECT 'transaction', a.pid::text,
    format('of %s (%s), %s, began at %s', a.usename, coalesce(nullif(a.application_name, ''), 'no name'), a.state,
        to_char(a.xact_start, 'YYYY-MM-DD HH24:MI')),
    CASE WHEN NOT (coalesce(pg_has_role(u.oid, 'USAGE'), false)
        OR pg_has_role('pg_signal_backend', 'USAGE') AND NOT coalesce(u.rolsuper, true)) THEN coalesce(a.usename, '') END
FROM pg_stat_activity AS a LEFT JOIN pg_roles AS u ON u.oid = a.usesysid
WHERE a.datname = current_database() AND a.xact_start < now() - interval '1 hour' AND a.backend_type = 'client backend'
UNION ALL
SELECT 'publication', p.pubname, '', NULL FROM pg_publication AS p WHERE p.puballtables
UNION ALL
SELECT 'detaching', format('%I.%I', n.nspname, c.relname), format('%I.%I', pn.nspname, p.relname),
    CASE WHEN NOT pg_has_role(p.relowner, 'USAGE') THEN pg_get_userbyid(p.relowner) END
FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_class AS p ON p.oid = i.inhparent JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
WHERE to_jsonb(i) ->> 'inhdetachpending' = 'true'
ORDER BY 1, 2
