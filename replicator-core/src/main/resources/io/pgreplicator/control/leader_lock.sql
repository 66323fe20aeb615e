-- The locks of the sessions that hold the leader lock of the current database, which is the target of a migration: at most one.
-- Parameter: :leader_lock (the number of the leader's advisory lock)
-- Returns: a row when a session holds it. Touches pg_locks; takes no lock. Minimum version: 10
SELECT true
FROM pg_catalog.pg_locks AS l
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
    AND (l.classid::bigint << 32) | l.objid::bigint = :leader_lock
