-- The user sequences: the definition of each one, and the tables that it belongs to, because one of their columns owns it or
-- uses it in its default. A partition counts as its partitioned table.
-- Parameters: :is_user_schema (the condition for a row n of pg_namespace), :shared (whether partitions use the identity of their table, as
--   from version 17 on: those of their own are left out then)
-- Returns: oid, schema, name, its tables' schemas and names (text[]), whether it belongs to no table at all, type, start,
--   increment, minimum, maximum, cache, cycle, smallest and greatest value that fits each integer column it belongs to,
--   readable by this role, settable by this role
-- Touches pg_class, pg_sequence, pg_depend, pg_attrdef, pg_attribute, pg_type, pg_inherits; takes no lock. Minimum version: 10
WITH RECURSIVE belongs (sequence, relation, attnum) AS (
    SELECT d.objid, d.refobjid, d.refobjsubid
    FROM pg_depend AS d JOIN pg_sequence AS s ON s.seqrelid = d.objid
    WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
    UNION
    SELECT d.refobjid, a.adrelid, a.adnum
    FROM pg_depend AS d JOIN pg_sequence AS s ON s.seqrelid = d.refobjid JOIN pg_attrdef AS a ON a.oid = d.objid
    WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
), climb (relation, root) AS (
    SELECT DISTINCT b.relation, b.relation FROM belongs AS b
    UNION
    SELECT u.relation, i.inhparent
    FROM climb AS u JOIN pg_class AS c ON c.oid = u.root AND c.relispartition JOIN pg_inherits AS i ON i.inhrelid = u.root
), used (sequence, schemas, names, smallest, greatest) AS (
    SELECT b.sequence,
        array_agg(n.nspname::text ORDER BY b.relation, b.attnum) FILTER (WHERE t.relkind IN ('r', 'p') AND e.objid IS NULL),
        array_agg(t.relname::text ORDER BY b.relation, b.attnum) FILTER (WHERE t.relkind IN ('r', 'p') AND e.objid IS NULL),
        max(CASE coalesce(nullif(y.typbasetype, 0), y.oid)
            WHEN 'int2'::regtype THEN -32768 WHEN 'int4'::regtype THEN -2147483648 END),
        min(CASE coalesce(nullif(y.typbasetype, 0), y.oid)
            WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 END)
    FROM belongs AS b
        JOIN climb AS u ON u.relation = b.relation
        JOIN pg_class AS t ON t.oid = u.root AND NOT t.relispartition
        JOIN pg_namespace AS n ON n.oid = t.relnamespace
        JOIN pg_attribute AS a ON a.attrelid = b.relation AND a.attnum = b.attnum
        JOIN pg_type AS y ON y.oid = a.atttypid
        LEFT JOIN pg_depend AS e ON e.classid = 'pg_class'::regclass AND e.objid = t.oid AND e.deptype = 'e'
    WHERE t.relkind IN ('r', 'p', 'f') AND t.relpersistence <> 't'
    GROUP BY b.sequence
)
SELECT c.oid::bigint, n.nspname, c.relname, coalesce(u.schemas, '{}'), coalesce(u.names, '{}'), u.sequence IS NULL,
    format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
    coalesce(u.smallest, s.seqmin), coalesce(u.greatest, s.seqmax),
    has_schema_privilege(n.oid, 'USAGE') AND has_sequence_privilege(c.oid, 'SELECT'),
    has_schema_privilege(n.oid, 'USAGE') AND has_sequence_privilege(c.oid, 'UPDATE')
FROM pg_class AS c JOIN pg_sequence AS s ON s.seqrelid = c.oid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN used AS u ON u.sequence = c.oid
WHERE c.relkind = 'S' AND c.relpersistence <> 't'
    AND :is_user_schema
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    AND NOT (:shared AND EXISTS (
        SELECT FROM pg_depend AS d JOIN pg_class AS p ON p.oid = d.refobjid AND p.relispartition
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i'))
ORDER BY n.nspname, c.relname
