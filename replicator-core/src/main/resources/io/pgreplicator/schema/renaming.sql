-- The constraints and indexes of user tables and domains, with what renames each; without those that come with a parent's.
-- Parameters: :is_user_schema (the condition for a row n of pg_namespace), :user_tables (the query of that name)
-- Returns: kind and name as in objects.sql; its table or domain; what stands in the statement that renames it before the name that it has,
--   that name, quoted, and what stands between that and the new one; of a constraint the name, as in objects.sql, of the index that goes
--   with it (null for none)
-- Touches pg_class, pg_namespace, pg_constraint, pg_type, pg_index, pg_inherits; takes no lock on user tables. Minimum version: 10
WITH namespace AS (
    SELECT n.oid, n.nspname FROM pg_namespace AS n
    WHERE :is_user_schema
), relation (oid, schema, root) AS (
    :user_tables
)
SELECT 'constraint', format('%s on %s', k.conname, k.conrelid::regclass), k.conrelid::regclass::text,
    format('ALTER TABLE %s RENAME CONSTRAINT ', k.conrelid::regclass), quote_ident(k.conname), ' TO ',
    CASE WHEN k.contype IN ('p', 'u', 'x') THEN format('%s.%s', n.nspname, k.conname) END
FROM relation AS r JOIN pg_constraint AS k ON k.conrelid = r.oid JOIN pg_namespace AS n ON n.oid = k.connamespace
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conislocal AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
UNION ALL
SELECT 'constraint', format('%s on %s', k.conname, k.contypid::regtype), k.contypid::regtype::text,
    format('ALTER DOMAIN %s RENAME CONSTRAINT ', k.contypid::regtype), quote_ident(k.conname), ' TO ', NULL
FROM pg_constraint AS k JOIN pg_type AS t ON t.oid = k.contypid JOIN namespace AS n ON n.oid = t.typnamespace
WHERE k.contype = 'c'
UNION ALL
SELECT 'index', format('%s.%s', n.nspname, c.relname), i.indrelid::regclass::text,
    format('ALTER INDEX %I.', n.nspname), quote_ident(c.relname), ' RENAME TO ', NULL
FROM relation AS r JOIN pg_index AS i ON i.indrelid = r.oid JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    AND NOT EXISTS (SELECT FROM pg_inherits AS h WHERE h.inhrelid = i.indexrelid)
