-- The schema with one of our names, if there is one, and whether it is ours: this role owns it, and in it the table that
-- identifies it. A name alone proves nothing, because anybody may have created such a schema, with views that call functions of
-- theirs.
-- Parameters: :'schema', :'marker' (that table's name)
-- Returns at most one row: is ours, holds anything at all, owner
-- Touches pg_namespace, pg_class, pg_proc, pg_type, pg_roles; takes no lock on user tables. Minimum version: 10
SELECT n.nspowner = r.oid AND EXISTS (
        SELECT FROM pg_catalog.pg_class AS c
        WHERE c.relnamespace = n.oid AND c.relkind = 'r' AND c.relname = :'marker' AND c.relowner = r.oid),
    EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.relnamespace = n.oid)
        OR EXISTS (SELECT FROM pg_catalog.pg_proc AS p WHERE p.pronamespace = n.oid)
        OR EXISTS (SELECT FROM pg_catalog.pg_type AS t WHERE t.typnamespace = n.oid),
    pg_catalog.pg_get_userbyid(n.nspowner)
FROM pg_catalog.pg_namespace AS n JOIN pg_catalog.pg_roles AS r ON r.rolname = current_user
WHERE n.nspname = :'schema'
