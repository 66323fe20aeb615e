-- The partitions of the tables in $1 (oids as text[]), at any level, that are foreign tables.
-- Returns: oid of the table, schema and name of the partitioned table whose partition it is, schema and name of the partition, whether
--   this role owns both
-- Touches pg_class, pg_namespace, pg_inherits; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (root, parent, relation) AS (
    SELECT c.oid, NULL::oid, c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[]) AND c.relkind = 'p'
    UNION ALL
    SELECT t.root, i.inhparent, i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
)
SELECT t.root::bigint, pn.nspname, p.relname, n.nspname, c.relname,
    pg_has_role(p.relowner, 'USAGE') AND pg_has_role(c.relowner, 'USAGE')
FROM tree AS t
    JOIN pg_class AS c ON c.oid = t.relation AND c.relkind = 'f' JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_class AS p ON p.oid = t.parent JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
ORDER BY n.nspname, c.relname
