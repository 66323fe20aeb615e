-- Whether somebody holds the closed gate, so that whoever wants to write waits.
-- Returns one row. Touches pg_locks; takes no lock. Minimum version: 10
SELECT EXISTS (
    SELECT FROM pg_locks AS l
    WHERE l.locktype = 'advisory' AND l.granted AND l.mode = 'ExclusiveLock' AND l.objsubid = 2 AND l.objid = 3
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid = replicator_capture.gate_key()::oid)
