-- Gives up the tickets of those that wait at the gate in the way of a transaction that has passed it: they pass too.
-- Parameters: $1 the process that has locked the tables
-- Returns: the number of tickets that were given up, whether a transaction that has passed waits for that process
-- Touches pg_locks; takes advisory locks of the gate, at session level. Minimum version: 10
WITH RECURSIVE key (class) AS (
    SELECT replicator_capture.gate_key()
), gate AS (
    SELECT l.pid, l.granted, l.objid::integer AS part
    FROM pg_locks AS l JOIN key AS k ON l.classid = k.class::oid
    WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.pid IS NOT NULL
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
), needed (pid) AS (
    SELECT g.pid FROM gate AS g WHERE g.granted AND g.part IN (1, 2)
    UNION
    SELECT b.pid FROM needed AS n CROSS JOIN LATERAL unnest(pg_blocking_pids(n.pid)) AS b (pid)
), given AS (
    SELECT pg_advisory_unlock(k.class, w.part) AS done
    FROM (SELECT DISTINCT g.part FROM gate AS g JOIN needed AS n ON n.pid = g.pid WHERE NOT g.granted AND g.part >= 1000) AS w
        CROSS JOIN key AS k
)
SELECT count(*) FILTER (WHERE done), EXISTS (SELECT FROM needed AS n WHERE n.pid = ?::integer) FROM given
