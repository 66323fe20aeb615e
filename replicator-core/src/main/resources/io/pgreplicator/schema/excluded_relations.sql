-- The tables in $1 (oids as text[]) and all partitions below them.
-- Returns: catalog oid and object oid joined by a space, schema, name
-- Touches pg_class, pg_inherits, pg_namespace; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
)
SELECT format('%s %s', 'pg_class'::regclass::oid, c.oid), n.nspname, c.relname
FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
ORDER BY n.nspname, c.relname
