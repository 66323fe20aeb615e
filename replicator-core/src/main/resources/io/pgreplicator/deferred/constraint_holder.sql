-- The constraint $3 that the table, or the domain, $1.$2 has instead of the one of that name that is to be built again, and the statement that
-- drops it.
-- Returns: what it is, the statement, whether this role may run it; no row when there is none any more
-- Touches pg_constraint, pg_class, pg_type, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT concat('constraint ', pg_get_constraintdef(k.oid)),
    format('ALTER %s %I.%I DROP CONSTRAINT %I;', CASE WHEN k.contypid = 0 THEN 'TABLE' ELSE 'DOMAIN' END, n.nspname,
        coalesce(c.relname, t.typname), k.conname),
    pg_has_role(coalesce(c.relowner, t.typowner), 'USAGE')
FROM pg_constraint AS k LEFT JOIN pg_class AS c ON c.oid = k.conrelid LEFT JOIN pg_type AS t ON t.oid = k.contypid
    JOIN pg_namespace AS n ON n.oid = coalesce(c.relnamespace, t.typnamespace)
WHERE n.nspname = ? AND coalesce(c.relname, t.typname) = ? AND k.conname = ?
