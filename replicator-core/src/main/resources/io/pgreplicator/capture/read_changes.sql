-- One table's part of a round: each key that changed in the window, in key order, with its row at this snapshot.
-- Parameters: :log (delta table), :keys (d.k1, ...), :window (condition on d.xid), :table, :row (t."a", ...),
--   :place (of the row t when it is too large to be sent; otherwise NULL),
--   :match (t.key = c.key), :aliases (v1, ...), :output (columns to send), :ordering (c.k1, ...)
-- Returns, as COPY text: whether the row is gone (t or f) or its place, then the carried columns (only the key's when the
--   row is gone or comes as its place)
-- Touches the log and the table; ACCESS SHARE locks. Minimum version: 10
COPY (
    SELECT CASE WHEN r.present IS NULL THEN 't' ELSE coalesce(r.place, 'f') END, :output
    FROM (SELECT DISTINCT :keys FROM :log AS d WHERE :window) AS c
        LEFT JOIN LATERAL (
            SELECT true, :place, :row FROM :table AS t WHERE :match LIMIT 1
        ) AS r (present, place, :aliases) ON true
    ORDER BY :ordering
) TO STDOUT
