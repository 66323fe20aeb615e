-- From which table the table $1 (its oid) inherits the column $2: it can be altered there alone.
-- Returns: schema, name; no row for a column of its own
-- Touches pg_attribute, pg_inherits, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, c.relname
FROM pg_attribute AS a JOIN pg_inherits AS i ON i.inhrelid = a.attrelid
    JOIN pg_attribute AS b ON b.attrelid = i.inhparent AND b.attname = a.attname
    JOIN pg_class AS c ON c.oid = i.inhparent JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE a.attrelid = ?::oid AND a.attname = ? AND a.attinhcount > 0
ORDER BY i.inhseqno
