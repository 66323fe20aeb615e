-- Records that a row was refused: table $1, the key's columns $2 and values $3 (text[]), SQLSTATE $4, message $5.
-- Returns: whether it was not refused before
-- Touches replicator.refused_row. Minimum version: 10
INSERT INTO replicator.refused_row (table_id, key_columns, key, sqlstate, message)
VALUES (?, ?::text[], to_jsonb(?::text[]), ?, ?)
ON CONFLICT (table_id, md5(key::text)) DO UPDATE
    SET key_columns = EXCLUDED.key_columns, sqlstate = EXCLUDED.sqlstate, message = EXCLUDED.message, last_seen = clock_timestamp(), retry_xid = NULL
RETURNING refused_row.first_seen = refused_row.last_seen
