-- The foreign keys by which the tables in $1 (oids as text[]) refer to tables that are not in $2 (the same oids).
-- Returns: schema, table, constraint, schema and name of the table referred to, its definition, whether this role owns
--   the table
-- Touches pg_constraint, pg_class; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, c.relname, k.conname, rn.nspname, r.relname, pg_get_constraintdef(k.oid), pg_has_role(c.relowner, 'USAGE')
FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_class AS r ON r.oid = k.confrelid JOIN pg_namespace AS rn ON rn.oid = r.relnamespace
WHERE k.contype = 'f' AND k.conrelid = ANY (?::oid[]) AND NOT k.confrelid = ANY (?::oid[]) AND NOT r.relispartition
ORDER BY n.nspname, c.relname, k.conname
