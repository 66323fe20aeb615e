-- The tables that have a copy journal on the target: the replicator put their rows there.
-- Returns: schema, name, whether the table of that name is the one that rows were copied to, whether it is another one
-- Touches replicator.table_copy, pg_class, pg_namespace; locks the first in ACCESS SHARE mode. Minimum version: 12
SELECT c.schema_name, c.table_name, coalesce(r.oid = c.relation, false), coalesce(r.oid <> c.relation, false)
FROM replicator.table_copy AS c
    LEFT JOIN pg_namespace AS n ON n.nspname = c.schema_name
    LEFT JOIN pg_class AS r ON r.relnamespace = n.oid AND r.relname = c.table_name AND r.relkind IN ('r', 'p')
ORDER BY 1, 2
