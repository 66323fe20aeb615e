-- A schema of ours, if there is one of its name, and whether it is ours.
-- Parameter: :'schema'
-- Parameter $1: name of a table (text) that only our schema has.
-- Returns at most one row: has that table, holds anything at all, this role may create in it, owner
-- Touches pg_namespace, pg_class, pg_proc, pg_type; takes no lock on user tables. Minimum version: 10
SELECT EXISTS (SELECT FROM pg_class AS c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND c.relname = ?),
    EXISTS (SELECT FROM pg_class AS c WHERE c.relnamespace = n.oid)
        OR EXISTS (SELECT FROM pg_proc AS p WHERE p.pronamespace = n.oid)
        OR EXISTS (SELECT FROM pg_type AS t WHERE t.typnamespace = n.oid),
    has_schema_privilege(n.oid, 'CREATE'), pg_get_userbyid(n.nspowner)
FROM pg_namespace AS n
WHERE n.nspname = :'schema'
