-- Those of the given tables that are partitioned, and those of their partitions that are partitioned themselves.
-- Parameters: $1 oids
-- Returns: quoted name with its schema; from the top down
-- Touches pg_inherits, pg_class; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation, depth) AS (
    SELECT c.oid, 0 FROM pg_class AS c WHERE c.oid = ANY (?::oid[]) AND c.relkind = 'p'
    UNION ALL
    SELECT c.oid, t.depth + 1
    FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE c.relkind = 'p'
)
SELECT format('%I.%I', n.nspname, c.relname)
FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
ORDER BY t.depth, c.oid
