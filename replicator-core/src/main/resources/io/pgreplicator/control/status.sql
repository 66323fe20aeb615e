-- Where the migration stands, one row.
-- Touches replicator.migration and replicator.leader. Minimum version: 10
SELECT m.watermark, m.rounds, m.last_round_keys, m.last_round_seconds, m.last_round_at,
    l.phase, l.name, l.seen_at > clock_timestamp() - interval '10 seconds' AS alive,
    extract(epoch FROM clock_timestamp() - l.synced_at)::float8 AS lag, l.bytes_per_second, l.last_error
FROM replicator.migration AS m, replicator.leader AS l
