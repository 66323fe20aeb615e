-- Every relation below the captured partitioned tables, each after the one that it is a partition of.
-- Returns: its schema and name, those of its parent, its bounds, how it is partitioned itself (empty if it is not, null if by more than
--   plain columns), how its parent is partitioned, the condition that its rows satisfy
-- Touches replicator_capture.captured_table and the catalog; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation, parent, level) AS (
    SELECT i.inhrelid, i.inhparent, 1
    FROM replicator_capture.captured_table AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
    WHERE t.kind = 'PARTITIONED'
    UNION ALL
    SELECT i.inhrelid, i.inhparent, t.level + 1 FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
)
SELECT n.nspname, c.relname, m.nspname, p.relname, pg_get_expr(c.relpartbound, c.oid),
    CASE
        WHEN c.relkind <> 'p' THEN ''
        WHEN NOT EXISTS (SELECT FROM pg_partitioned_table AS k WHERE k.partrelid = c.oid AND k.partexprs IS NOT NULL) THEN pg_get_partkeydef(c.oid)
    END,
    pg_get_partkeydef(p.oid), pg_get_partition_constraintdef(c.oid)
FROM tree AS t
    JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_class AS p ON p.oid = t.parent JOIN pg_namespace AS m ON m.oid = p.relnamespace
WHERE c.relkind IN ('r', 'p')
ORDER BY t.level, n.nspname, c.relname
