-- The primary key of the table $1 (its oid), and before it the foreign keys that need it.
-- Returns: the statement that drops it; whether this role may drop it
-- Touches pg_constraint, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT format('ALTER TABLE %I.%I DROP CONSTRAINT IF EXISTS %I;', n.nspname, c.relname, f.conname), pg_has_role(c.relowner, 'USAGE')
FROM pg_constraint AS k
    JOIN pg_constraint AS f ON f.oid = k.oid OR f.contype = 'f' AND f.conindid = k.conindid
    JOIN pg_class AS c ON c.oid = f.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
-- what belongs to that of a whole table goes with it
WHERE k.conrelid = ?::oid AND k.contype = 'p' AND coalesce(to_jsonb(f) ->> 'conparentid', '0') = '0'
ORDER BY f.contype, 1
