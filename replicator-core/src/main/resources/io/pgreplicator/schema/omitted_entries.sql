-- The objects of the source that are not to be created on the target: what needs an excluded table or one of ours, the sequences that
-- only an excluded table uses, our triggers, and the own identities of partitions where the target's cannot have any.
-- Parameters: :shared (whether partitions use the identity of their table), $1 the excluded tables (oids as text[])
-- Returns: catalog oid and object oid joined by a space, its name if it is to be reported (otherwise null), and the words after 'which' in the report
-- Touches pg_class, pg_proc, pg_type, pg_inherits, pg_depend, pg_rewrite, pg_trigger, pg_constraint, pg_attrdef, pg_namespace; takes no lock on
-- user tables. Minimum version: 10
WITH RECURSIVE excluded (relation) AS (
    SELECT c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT i.inhrelid FROM excluded AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
), refers (rule, relation, used) AS (
    SELECT DISTINCT r.oid, r.ev_class, d.refobjid
    FROM pg_depend AS d JOIN pg_rewrite AS r ON r.oid = d.objid
    WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND r.ev_class <> d.refobjid
), own (oid) AS (
    SELECT n.oid FROM pg_namespace AS n WHERE n.nspname IN ('replicator', 'replicator_capture')
), gone (relation) AS (
    (SELECT e.relation FROM excluded AS e
    UNION ALL
    SELECT c.oid FROM pg_class AS c JOIN own AS o ON o.oid = c.relnamespace WHERE c.relkind = 'r')
    UNION
    SELECT f.relation FROM gone AS g JOIN refers AS f ON f.used = g.relation
        JOIN pg_class AS c ON c.oid = f.relation AND c.relkind IN ('v', 'm')
)
SELECT format('%s %s', 'pg_class'::regclass::oid, c.oid),
    format('%s %s', CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, c.relname), 'needs a table that is left out'
FROM gone AS g JOIN pg_class AS c ON c.oid = g.relation AND c.relkind IN ('v', 'm')
UNION ALL
SELECT format('%s %s', 'pg_rewrite'::regclass::oid, f.rule), NULL, NULL
FROM refers AS f JOIN gone AS g ON g.relation = f.used
UNION ALL
SELECT format('%s %s', 'pg_trigger'::regclass::oid, t.oid), NULL, NULL
FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = 'replicator_capture'
UNION ALL
SELECT format('%s %s', 'pg_class'::regclass::oid, s.oid), NULL, NULL
FROM excluded AS e
    JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = e.relation AND d.deptype = 'a'
        AND d.classid = 'pg_class'::regclass
    JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
WHERE NOT EXISTS (
    SELECT FROM pg_depend AS u LEFT JOIN pg_attrdef AS f ON u.classid = 'pg_attrdef'::regclass AND f.oid = u.objid
    WHERE u.refclassid = 'pg_class'::regclass AND u.refobjid = s.oid AND u.deptype = 'n'
        AND (f.adrelid IS NULL OR f.adrelid NOT IN (SELECT x.relation FROM excluded AS x)))
UNION ALL
SELECT format('%s %s', 'pg_constraint'::regclass::oid, k.oid),
    format('foreign key %s of %s', k.conname, k.conrelid::regclass), 'refers to a table that is left out'
FROM pg_constraint AS k
WHERE k.contype = 'f' AND k.confrelid IN (SELECT g.relation FROM gone AS g)
    AND k.conrelid NOT IN (SELECT g.relation FROM gone AS g)
UNION ALL
SELECT format('%s %s', 'pg_proc'::regclass::oid, p.oid), format('function %s', p.oid::regprocedure), 'needs a table that is left out'
FROM pg_proc AS p
WHERE p.pronamespace NOT IN (SELECT o.oid FROM own AS o) AND EXISTS (
    SELECT FROM pg_depend AS d
        JOIN pg_type AS t ON t.oid = d.refobjid
        LEFT JOIN pg_type AS e ON e.oid = t.typelem
        JOIN gone AS g ON g.relation = coalesce(e.typrelid, t.typrelid)
    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_type'::regclass)
UNION ALL
-- told once for all partitions of a table
SELECT format('%s %s', 'pg_class'::regclass::oid, s.oid),
    CASE WHEN row_number() OVER (PARTITION BY i.inhparent, a.attname ORDER BY c.oid) = 1
        THEN format('own identity of the column %I in partitions of %s', a.attname, i.inhparent::regclass) END,
    'the target''s partitions have from their table alone'
FROM pg_depend AS d
    JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_class AS c ON c.oid = d.refobjid AND c.relispartition
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
    JOIN pg_inherits AS i ON i.inhrelid = c.oid
WHERE :shared AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i'
    AND c.oid NOT IN (SELECT e.relation FROM excluded AS e)
