-- Who owns the table of a column. $1: the table's schema, $2: its name, $3: the column
-- Returns: the owner, whether this role may act as it; no row where there is no such column
-- Touches pg_class, pg_namespace, pg_attribute; takes no lock on user tables. Minimum version: 10
SELECT pg_get_userbyid(c.relowner), pg_has_role(c.relowner, 'USAGE')
FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = ? AND c.relname = ? AND a.attname = ? AND c.relkind IN ('r', 'p')
