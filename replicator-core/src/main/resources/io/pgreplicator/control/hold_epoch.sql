-- Holds the leader's epoch until the transaction ends, and tells a capture on this database that the transaction applies rows
-- of this migration. First in each transaction that writes: before any savepoint, whose rollback would undo the setting.
-- Parameters: $1 the epoch (bigint), $2 the migration (uuid); :server_started (an expression for when the server started)
-- Returns: the setting, and that expression; no row when the epoch has changed. Locks the epoch's row in share mode.
-- Minimum version: 10
SELECT pg_catalog.set_config('replicator.applies', m.migration_id || ' ' || pg_catalog.txid_current(), true),
    :server_started
FROM replicator.leader_epoch AS e CROSS JOIN replicator.migration AS m
WHERE e.epoch = ? AND m.migration_id = ?
FOR SHARE OF e
