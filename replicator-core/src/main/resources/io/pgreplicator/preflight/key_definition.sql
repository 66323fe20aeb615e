-- How the source has that unique index: $1 table oid, $2 name of the index.
-- Returns: the statement that creates it on a table of that name, in which columns may still be null
-- Touches pg_index, pg_constraint; takes no lock on user tables. Minimum version: 10
SELECT CASE WHEN k.oid IS NULL THEN pg_get_indexdef(x.oid)
    ELSE format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, t.relname, k.conname, pg_get_constraintdef(k.oid)) END || ';'
FROM pg_index AS i
    JOIN pg_class AS x ON x.oid = i.indexrelid
    JOIN pg_class AS t ON t.oid = i.indrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace
    LEFT JOIN pg_constraint AS k ON k.conindid = x.oid AND k.conrelid = t.oid AND k.contype IN ('p', 'u')
WHERE i.indrelid = ?::oid AND x.relname = ?
