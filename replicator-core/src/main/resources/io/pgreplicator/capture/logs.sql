-- The segments that currently hold rows. Read after the round's snapshot was taken: what the snapshot sees was written before,
-- so its file is not empty.
-- Returns: table id, segment number, bytes
-- Touches pg_inherits, pg_class; briefly locks each segment in ACCESS SHARE mode for its size. Minimum version: 10
SELECT t.table_id, s.number, s.bytes
FROM replicator_capture.captured_table AS t
    CROSS JOIN LATERAL (
        SELECT substring(c.relname FROM '\d+$')::int AS number, pg_relation_size(c.oid) AS bytes
        FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = ('replicator_capture.delta_' || t.table_id)::regclass
    ) AS s
WHERE s.bytes > 0
ORDER BY t.table_id, s.number
