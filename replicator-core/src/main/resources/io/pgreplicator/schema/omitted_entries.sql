-- The objects of the source that are not to be created on the target, as the list of pg_restore identifies them.
-- Parameters: $1 the excluded tables (oids as text[]), $2 the schemas that the target has (text[]), $3 the extensions that the
--   target cannot have (text[])
-- Returns: catalog oid, object oid, how the list names a comment on it (null for none), its name if it is to be reported
--   (otherwise null), and the words after 'which' in the report
-- What needs a table of ours is omitted as well. Touches pg_class, pg_proc, pg_type, pg_inherits, pg_depend, pg_rewrite,
-- pg_trigger, pg_constraint, pg_index, pg_namespace, pg_extension; takes no lock on user tables. Minimum version: 10
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
), view (relation, name, kind) AS (
    SELECT c.oid, c.relname, CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END
    FROM gone AS g JOIN pg_class AS c ON c.oid = g.relation AND c.relkind IN ('v', 'm')
)
SELECT 'pg_class'::regclass::oid::bigint, v.relation::bigint, format('%s %I', v.kind, v.name),
    format('%s %s', lower(v.kind), v.name), 'needs a table that is left out'
FROM view AS v
UNION ALL
SELECT 'pg_class'::regclass::oid::bigint, v.relation::bigint, format('COLUMN %I.', v.name), NULL, NULL FROM view AS v
UNION ALL
SELECT 'pg_class'::regclass::oid::bigint, i.indexrelid::bigint, NULL, NULL, NULL
FROM view AS v JOIN pg_index AS i ON i.indrelid = v.relation
UNION ALL
SELECT 'pg_rewrite'::regclass::oid::bigint, r.oid::bigint, NULL, NULL, NULL
FROM pg_rewrite AS r
WHERE r.ev_class IN (SELECT v.relation FROM view AS v)
    OR r.oid IN (SELECT f.rule FROM refers AS f JOIN gone AS g ON g.relation = f.used)
UNION ALL
SELECT 'pg_trigger'::regclass::oid::bigint, t.oid::bigint, format('TRIGGER %I ON', t.tgname), NULL, NULL
FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = 'replicator_capture' OR t.tgrelid IN (SELECT v.relation FROM view AS v)
UNION ALL
SELECT 'pg_constraint'::regclass::oid::bigint, k.oid::bigint, format('CONSTRAINT %I ON', k.conname),
    format('foreign key %s of %s', k.conname, k.conrelid::regclass), 'refers to a table that is left out'
FROM pg_constraint AS k
WHERE k.contype = 'f' AND k.confrelid IN (SELECT g.relation FROM gone AS g)
    AND k.conrelid NOT IN (SELECT g.relation FROM gone AS g)
UNION ALL
SELECT 'pg_proc'::regclass::oid::bigint, p.oid::bigint,
    format('FUNCTION %I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
    format('function %s', p.oid::regprocedure), 'needs a table that is left out'
FROM pg_proc AS p
WHERE p.pronamespace NOT IN (SELECT o.oid FROM own AS o) AND EXISTS (
    SELECT FROM pg_depend AS d
        JOIN pg_type AS t ON t.oid = d.refobjid
        LEFT JOIN pg_type AS e ON e.oid = t.typelem
        JOIN gone AS g ON g.relation = coalesce(e.typrelid, t.typrelid)
    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_type'::regclass)
UNION ALL
SELECT 'pg_namespace'::regclass::oid::bigint, n.oid::bigint, format('SCHEMA %I', n.nspname), NULL, NULL
FROM pg_namespace AS n WHERE n.nspname = ANY (?::text[])
UNION ALL
SELECT 'pg_extension'::regclass::oid::bigint, e.oid::bigint, NULL,
    format('extension %s', e.extname), 'the target does not offer to this role'
FROM pg_extension AS e WHERE e.extname = ANY (?::text[])
