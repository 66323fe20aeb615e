-- Every relation below the captured partitioned tables, each after the one that it is a partition of.
-- Returns: its schema and name, those of its parent, its bounds, how it is partitioned itself (empty if it is not, null if by more than
--   plain columns), how its parent is partitioned, the condition that its rows satisfy, the statements that give its columns the
--   identities that are its own, as those of a partition may be before version 17 (empty if there are none)
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
    pg_get_partkeydef(p.oid), pg_get_partition_constraintdef(c.oid),
    (SELECT coalesce(string_agg(format('%s DROP DEFAULT; %1$s ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I INCREMENT BY %s MINVALUE %s'
            || ' MAXVALUE %s START WITH %s CACHE %s%s);', y.col, CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
            z.nspname, s.relname, q.seqincrement, q.seqmin, q.seqmax, q.seqstart, q.seqcache, CASE WHEN q.seqcycle THEN ' CYCLE' END),
            ' ' ORDER BY a.attnum), '')
        FROM pg_depend AS d JOIN pg_sequence AS q ON q.seqrelid = d.objid JOIN pg_class AS s ON s.oid = q.seqrelid
            JOIN pg_namespace AS z ON z.oid = s.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
            CROSS JOIN LATERAL (SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I', n.nspname, c.relname, a.attname)) AS y (col)
        WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.deptype = 'i')
FROM tree AS t
    JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_class AS p ON p.oid = t.parent JOIN pg_namespace AS m ON m.oid = p.relnamespace
WHERE c.relkind IN ('r', 'p')
ORDER BY t.level, n.nspname, c.relname
