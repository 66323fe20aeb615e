-- Which of the tables in $1 (oids as text[]) have rows, including those of their partitions, that moved to another file
-- after this transaction's snapshot: by a rewrite or a TRUNCATE, after both of which the table looks empty to an older
-- snapshot. Call it with the tables locked, so that the answer remains true.
-- Returns: oid
-- Touches pg_class and pg_inherits; takes no lock of its own. Minimum version: 10
WITH RECURSIVE tree (root, relation) AS (
    SELECT c.oid, c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION ALL
    SELECT t.root, i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
)
SELECT DISTINCT t.root::bigint
FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation
WHERE c.relkind = 'r' AND c.relfilenode IS DISTINCT FROM pg_relation_filenode(c.oid)
