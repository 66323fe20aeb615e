-- Sends the command $1 with the settings $2 (text[]) to the run that leads.
-- Parameter: :leader_lock (the query that returns a row when a session holds the leader lock)
-- Returns: its number; no row when no replicator holds the leader lock
-- Touches replicator.command, replicator.leader_epoch and pg_locks. Minimum version: 10
INSERT INTO replicator.command (run, verb, settings, sender)
SELECT e.run, ?, ?::text[], session_user || coalesce(' from ' || pg_catalog.inet_client_addr()::text, '')
FROM replicator.leader_epoch AS e
WHERE EXISTS (:leader_lock)
RETURNING command_id
