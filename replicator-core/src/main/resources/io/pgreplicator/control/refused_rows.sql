-- The first $1 of the rows that the target refused, oldest first.
-- Returns: table id, schema, table, the key's columns and values (text[]), SQLSTATE, message, first and last seen
-- Touches replicator.refused_row and replicator.table_copy. Minimum version: 10
SELECT r.table_id, t.schema_name, t.table_name,
    r.key_columns, ARRAY(SELECT jsonb_array_elements_text(r.key)),
    r.sqlstate, r.message, r.first_seen, r.last_seen
FROM replicator.refused_row AS r JOIN replicator.table_copy AS t ON t.table_id = r.table_id
ORDER BY r.refused_id LIMIT ?
