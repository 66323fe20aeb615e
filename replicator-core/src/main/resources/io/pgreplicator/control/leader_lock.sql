-- Whether a session holds the leader lock of the database, which is the target of a migration.
-- Parameter: $1 the lock's key (bigint)
-- Returns: a row when one does. Touches pg_locks; takes no lock. Minimum version: 10
SELECT true
FROM pg_catalog.pg_locks AS l
WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = current_database())
    AND (l.classid::bigint << 32) | l.objid::bigint = ?
