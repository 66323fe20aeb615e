-- The name under which the column $2 of the table $1 (its oid) was captured, with the type that it has.
-- Returns: the name; no row when it was not captured
-- Touches replicator_capture.captured_table, replicator_capture.captured_column, pg_attribute; takes no lock. Minimum version: 10
SELECT d.name
FROM pg_attribute AS a JOIN replicator_capture.captured_table AS t ON t.relation = a.attrelid
    JOIN replicator_capture.captured_column AS d ON d.table_id = t.table_id AND d.number = a.attnum
        AND d.type = format_type(a.atttypid, a.atttypmod)
WHERE a.attrelid = ?::oid AND a.attname = ?
