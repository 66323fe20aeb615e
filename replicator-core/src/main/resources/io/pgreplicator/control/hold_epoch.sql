-- Holds the leader's epoch until the transaction ends, and says to a capture on this database that the transaction applies what
-- this migration brings. First in each transaction that writes: before any savepoint, whose end would undo the setting.
-- Parameter: $1 the epoch (bigint)
-- Returns: the setting; no row when the epoch is another. Locks the epoch's row in share mode. Minimum version: 10
SELECT pg_catalog.set_config('replicator.applies', m.migration_id || ' ' || pg_catalog.txid_current(), true)
FROM replicator.leader_epoch AS e CROSS JOIN replicator.migration AS m
WHERE e.epoch = ?
FOR SHARE OF e
