-- The source as the present connection finds it: which server it is and how many heartbeats that server has counted, and
-- up to which round its log was emptied.
-- Returns one row: whether it is a standby, when it was started, heartbeats, id of the migration, next transaction number,
--   last acknowledged round
-- Touches replicator.heartbeat, replicator.acknowledged and replicator.capture; takes no lock. Minimum version: 10
SELECT pg_is_in_recovery(), pg_postmaster_start_time()::text, h.last_value, c.migration_id,
    txid_snapshot_xmax(txid_current_snapshot()), a.last_value
FROM replicator.heartbeat AS h, replicator.acknowledged AS a, replicator.capture AS c
