-- The relations that hold the rows of the tables in $1 (oids as text[]): a table itself, or the leaves of a partitioned one.
-- Returns: table oid, leaf oid, leaf schema, leaf name, leaf kind, leaf bytes with TOAST, heap blocks, file node
-- Touches pg_inherits, pg_class; briefly locks each leaf in ACCESS SHARE mode for its size. Minimum version: 10
WITH RECURSIVE tree (root, relation) AS (
    SELECT c.oid, c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION ALL
    SELECT t.root, i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
)
SELECT t.root::bigint, c.oid::bigint, n.nspname, c.relname, c.relkind,
    coalesce(pg_table_size(c.oid), 0), coalesce(pg_relation_size(c.oid), 0) / current_setting('block_size')::bigint,
    coalesce(pg_relation_filenode(c.oid), 0)::bigint
FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind <> 'p'
ORDER BY t.root, n.nspname, c.relname
