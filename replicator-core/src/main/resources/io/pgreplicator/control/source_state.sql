-- The source as the current connection finds it: which server it is, how many heartbeats that server has counted, and up to
-- which round its log was emptied.
-- Returns one row: whether it is a standby, when it was started (a timestamp, as the function beat takes it), heartbeats, id of
--   the migration, next transaction number, last acknowledged round
-- Touches replicator_capture.heartbeat, replicator_capture.acknowledged and replicator_capture.capture; takes no lock. Minimum version: 10
SELECT pg_is_in_recovery(), pg_postmaster_start_time()::text, h.last_value, c.migration_id,
    txid_snapshot_xmax(txid_current_snapshot()), a.last_value
FROM replicator_capture.heartbeat AS h, replicator_capture.acknowledged AS a, replicator_capture.capture AS c
