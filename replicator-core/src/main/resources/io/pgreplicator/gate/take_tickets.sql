-- Takes each ticket of the gate that nobody holds: whoever waits for one is not let through before it is given up.
-- Returns: the number of tickets that were taken now
-- Takes advisory locks of the gate, at session level. Minimum version: 10
SELECT count(*) FILTER (WHERE pg_try_advisory_lock(replicator_capture.gate_key(), t.part))
FROM generate_series(1000, 1255) AS t (part)
WHERE NOT EXISTS (
    SELECT FROM pg_locks AS l
    WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.granted AND l.objsubid = 2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid = replicator_capture.gate_key()::oid AND l.objid = t.part)
