-- The columns of user tables whose values a sequence hands out: by their default, or as an identity. A row for each such sequence.
-- Parameter: :is_user_schema (the condition for a row n of pg_namespace)
-- Returns: the table's schema and name, those of the partitioned table above it (its own without one), column, the sequence's schema and
--   name, default (null of an identity), of an identity ALWAYS or BY DEFAULT (otherwise null), whether the column owns the sequence
-- Touches pg_class, pg_namespace, pg_attribute, pg_attrdef, pg_depend, pg_inherits; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE uses (sequence, relation, attnum, expression) AS (
    SELECT DISTINCT d.refobjid, a.adrelid, a.adnum, pg_get_expr(a.adbin, a.adrelid)
    FROM pg_depend AS d
        JOIN pg_class AS s ON s.oid = d.refobjid AND s.relkind = 'S'
        JOIN pg_attrdef AS a ON a.oid = d.objid
    WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
    UNION ALL
    SELECT d.objid, d.refobjid, d.refobjsubid, NULL
    FROM pg_depend AS d JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i' AND d.refobjsubid > 0
), climb (relation, root) AS (
    SELECT DISTINCT u.relation, u.relation FROM uses AS u
    UNION
    SELECT b.relation, i.inhparent
    FROM climb AS b JOIN pg_class AS c ON c.oid = b.root AND c.relispartition JOIN pg_inherits AS i ON i.inhrelid = b.root
)
SELECT n.nspname, t.relname, m.nspname, r.relname, a.attname, q.nspname, s.relname, u.expression,
    CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END,
    EXISTS (
        SELECT FROM pg_depend AS o
        WHERE o.classid = 'pg_class'::regclass AND o.objid = u.sequence AND o.refclassid = 'pg_class'::regclass
            AND o.refobjid = u.relation AND o.refobjsubid = u.attnum AND o.deptype IN ('a', 'i'))
FROM uses AS u
    JOIN climb AS b ON b.relation = u.relation
    JOIN pg_class AS r ON r.oid = b.root AND NOT r.relispartition JOIN pg_namespace AS m ON m.oid = r.relnamespace
    JOIN pg_class AS t ON t.oid = u.relation AND t.relkind IN ('r', 'p') JOIN pg_namespace AS n ON n.oid = t.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = u.relation AND a.attnum = u.attnum
    JOIN pg_class AS s ON s.oid = u.sequence JOIN pg_namespace AS q ON q.oid = s.relnamespace
WHERE t.relpersistence <> 't' AND :is_user_schema
ORDER BY n.nspname, t.relname, a.attnum, q.nspname, s.relname
