-- Sends the command $1 with the settings $2 (text[]) to the run that leads.
-- Parameter: :leader_lock (the number of the leader's advisory lock)
-- Returns: its number; no row when no replicator holds the leader lock
-- Touches replicator.command, replicator.leader_epoch and pg_locks. Minimum version: 10
INSERT INTO replicator.command (run, verb, settings, sender)
SELECT e.run, ?, ?::text[], session_user || coalesce(' from ' || pg_catalog.inet_client_addr()::text, '')
FROM replicator.leader_epoch AS e
WHERE EXISTS (
    SELECT FROM pg_catalog.pg_locks AS l
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
        AND (l.classid::bigint << 32) | l.objid::bigint = :leader_lock)
RETURNING command_id
