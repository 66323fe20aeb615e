-- The tables that have a copy journal on the target: the replicator put their rows there.
-- Returns: schema, name, whether another table has the name now
-- Touches replicator.table_copy, pg_class, pg_namespace; locks the first in ACCESS SHARE mode. Minimum version: 12
SELECT c.schema_name, c.table_name,
    EXISTS (SELECT FROM pg_class AS r JOIN pg_namespace AS n ON n.oid = r.relnamespace
        WHERE n.nspname = c.schema_name AND r.relname = c.table_name AND r.relkind IN ('r', 'p') AND r.oid <> c.relation)
FROM replicator.table_copy AS c
