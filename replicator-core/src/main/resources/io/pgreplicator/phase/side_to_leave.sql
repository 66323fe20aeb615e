-- What of the side that applications are about to leave makes a cutover fail for them, or undoes it later: their own time limits,
-- standbys, and large objects, which are not replicated. $1: for how long writers may wait, in milliseconds.
-- Parameter: :'side' (the name of this side)
-- Returns: name, message, cure; one row for each
-- Touches pg_db_role_setting, pg_roles, pg_stat_replication, pg_largeobject_metadata; takes no lock on user tables. Minimum version: 10
WITH setting (name, role, value) AS (
    SELECT split_part(c, '=', 1), coalesce(r.rolname::text, 'every role'), split_part(c, '=', 2)
    FROM pg_db_role_setting AS s CROSS JOIN LATERAL unnest(s.setconfig) AS c LEFT JOIN pg_roles AS r ON r.oid = s.setrole
    WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
), short AS (
    SELECT s.name, s.role, s.value
    FROM setting AS s
    WHERE s.name IN ('statement_timeout', 'transaction_timeout')
        AND (CASE WHEN s.value ~ '^[0-9]+$' THEN s.value::numeric
            WHEN s.value ~ '^[0-9.]+ *(us|ms|s|min|h|d)$' THEN extract(epoch FROM s.value::interval)::numeric * 1000
            ELSE 0 END) BETWEEN 1 AND ?::numeric
)
SELECT 'timeouts', format('%s is %s for %s: a statement that waits at the gate for longer fails', s.name, s.value, s.role),
    format('Give a shorter --max-pause than that; or have a longer one on the %s until the cutover is over: sessions that are open keep'
        ' theirs.', :'side')
FROM short AS s
UNION ALL
SELECT 'standbys', format('%s standby(s) replicate from it: one that lags and is promoted after the switch takes writes', count(*)),
    format('Do not promote a standby of the %s after the switch, and let no application connect to one.', :'side')
FROM pg_stat_replication AS r
HAVING count(*) > 0
UNION ALL
SELECT 'large objects', format('%s on the %s: they are not replicated', count(*), :'side'),
    'Copy them while nobody writes any (pg_dump --data-only --blobs), or store them as bytea.'
FROM pg_largeobject_metadata AS l
HAVING count(*) > 0
