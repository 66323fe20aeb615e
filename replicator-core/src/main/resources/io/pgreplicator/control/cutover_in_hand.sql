-- Whether the run that was asked for the cutover $1 (as in the settings of its command) still leads.
-- Parameter: :leader_lock (the query that returns a row when a session holds the leader lock)
-- Touches replicator.command, replicator.leader_epoch and pg_locks. Minimum version: 10
SELECT count(*)
FROM replicator.command AS c JOIN replicator.leader_epoch AS e ON e.run = c.run
WHERE c.verb = 'cutover' AND c.settings @> ARRAY[?::text] AND EXISTS (:leader_lock)
