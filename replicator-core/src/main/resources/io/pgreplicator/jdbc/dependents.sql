-- What is not in a schema of ours, but depends on something in it: a view over one of its tables, say.
-- Parameter: :'schema'
-- Returns: a description of each, with its statement to drop it
-- Touches pg_depend, pg_class, pg_proc, pg_rewrite, pg_constraint, pg_namespace; takes no lock on user tables. Minimum version: 10
WITH own (classid, objid) AS (
    SELECT c.tableoid, c.oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = :'schema'
    UNION ALL
    SELECT p.tableoid, p.oid FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace WHERE n.nspname = :'schema'
), dependent (classid, objid) AS (
    SELECT DISTINCT CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass END, coalesce(r.ev_class, d.objid)
    FROM own AS o JOIN pg_depend AS d ON d.refclassid = o.classid AND d.refobjid = o.objid AND d.deptype IN ('n', 'a')
        LEFT JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
    WHERE d.classid IN ('pg_class'::regclass, 'pg_rewrite'::regclass, 'pg_proc'::regclass, 'pg_constraint'::regclass)
)
SELECT pg_describe_object(d.classid, d.objid, 0),
    CASE WHEN k.oid IS NOT NULL THEN format('ALTER TABLE %s DROP CONSTRAINT %I;', k.conrelid::regclass, k.conname)
        ELSE format('DROP %s %s;', upper(a.type), a.identity) END
FROM dependent AS d CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, 0) AS a
    LEFT JOIN pg_constraint AS k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
WHERE NOT EXISTS (SELECT FROM own AS o WHERE o.classid = d.classid AND o.objid = d.objid)
    AND (k.oid IS NULL OR k.conrelid NOT IN (SELECT o.objid FROM own AS o WHERE o.classid = 'pg_class'::regclass))
ORDER BY 1
