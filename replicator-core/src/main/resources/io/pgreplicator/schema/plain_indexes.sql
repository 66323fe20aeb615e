-- The indexes of tables that stand for no constraint: a table can be without them.
-- Returns: catalog oid and object oid joined by a space, kind and qualified name, the same oids of the table
-- Touches pg_index, pg_class, pg_namespace, pg_constraint; takes no lock on user tables. Minimum version: 10
SELECT format('%s %s', 'pg_class'::regclass::oid, c.oid), format('index %I.%I', n.nspname, c.relname),
    format('%s %s', 'pg_class'::regclass::oid, i.indrelid)
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.oid >= 16384 AND n.nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))
