-- Deletes the entries of refused rows whose key was put back into the log in a transaction that the snapshot $1 sees, and that
-- the round of that snapshot did not refuse again.
-- Returns: schema, table, the key's columns and values (text[])
-- Touches replicator.refused_row and replicator.table_copy. Minimum version: 10
DELETE FROM replicator.refused_row AS r USING replicator.table_copy AS t
WHERE t.table_id = r.table_id AND pg_catalog.txid_visible_in_snapshot(r.retry_xid, ?::text::pg_catalog.txid_snapshot)
RETURNING t.schema_name, t.table_name,
    r.key_columns, ARRAY(SELECT jsonb_array_elements_text(r.key))
