-- The state of the copy of each table.
-- Returns: table id, schema, name, phase, copied bytes, total bytes, copied rows, refused rows
-- Touches replicator.table_copy, replicator.chunk and replicator.refused_row. Minimum version: 10
SELECT t.table_id, t.schema_name, t.table_name,
    CASE WHEN t.phase = 'copying' AND coalesce(c.open_chunks, 0) = 0 THEN 'indexing' ELSE t.phase END,
    coalesce(c.copied_bytes, 0), coalesce(c.total_bytes, t.bytes), coalesce(c.copied_rows, 0),
    (SELECT count(*) FROM replicator.refused_row AS r WHERE r.table_id = t.table_id)
FROM replicator.table_copy AS t
    LEFT JOIN (
        SELECT table_id, sum(bytes) AS total_bytes, sum(bytes) FILTER (WHERE copied_at IS NOT NULL) AS copied_bytes,
            sum(rows) AS copied_rows, count(*) FILTER (WHERE copied_at IS NULL) AS open_chunks
        FROM replicator.chunk GROUP BY table_id
    ) AS c ON c.table_id = t.table_id
ORDER BY t.bytes DESC, t.schema_name, t.table_name
