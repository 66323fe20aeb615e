-- From which tables the table $2.$3 inherits the column $1; where it has no such column, from which tables it would.
-- Returns: schema, name, whether it has the column
-- Touches pg_attribute, pg_inherits, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT pn.nspname, p.relname, a.attname IS NOT NULL
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_inherits AS i ON i.inhrelid = c.oid
    JOIN pg_class AS p ON p.oid = i.inhparent JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
    LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = ? AND a.attnum > 0
WHERE n.nspname = ? AND c.relname = ?
    AND (a.attname IS NULL
        OR EXISTS (SELECT FROM pg_attribute AS b WHERE b.attrelid = p.oid AND b.attname = a.attname AND a.attinhcount > 0))
ORDER BY i.inhseqno
