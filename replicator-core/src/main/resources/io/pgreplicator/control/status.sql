-- The state of the migration, one row.
-- Returns: watermark, rounds, the last round's keys, seconds and moment, phase, leader, whether it is alive, lag (not less
--   than the age of a refused row), rate, last error, number of refused rows
-- Touches replicator.migration, replicator.leader and replicator.refused_row. Minimum version: 10
SELECT m.watermark, m.rounds, m.last_round_keys, m.last_round_seconds, m.last_round_at,
    l.phase, l.name, l.seen_at > clock_timestamp() - interval '10 seconds' AS alive,
    extract(epoch FROM clock_timestamp() - least(l.synced_at, r.first_seen))::float8 AS lag, l.bytes_per_second, l.last_error,
    r.rows
FROM replicator.migration AS m, replicator.leader AS l,
    (SELECT count(*) AS rows, min(first_seen) AS first_seen FROM replicator.refused_row) AS r
