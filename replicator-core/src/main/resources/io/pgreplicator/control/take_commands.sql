-- Takes the commands that wait for the run $1, if it still leads: they can no longer be withdrawn.
-- Returns: number, verb, settings (text[]), milliseconds since it was sent
-- Touches replicator.command and replicator.leader_epoch. Minimum version: 10
UPDATE replicator.command AS c SET taken_at = clock_timestamp()
FROM replicator.leader_epoch AS e
WHERE c.taken_at IS NULL AND c.run = e.run AND e.run = ?
RETURNING c.command_id, c.verb, c.settings,
    greatest(0, 1000 * extract(epoch FROM clock_timestamp() - c.sent_at))::bigint
