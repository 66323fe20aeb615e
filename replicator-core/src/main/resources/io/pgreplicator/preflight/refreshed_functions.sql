-- The materialized views that call functions with a body in text which have no search_path of their own.
-- Returns: schema, view, functions with their arguments (text[])
-- Parameter: :is_user_schema (a condition on the schema n)
-- Touches pg_class, pg_rewrite, pg_depend, pg_proc, pg_language; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, c.relname, array_agg(DISTINCT p.oid::regprocedure::text ORDER BY p.oid::regprocedure::text)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND :is_user_schema
    JOIN pg_rewrite AS r ON r.ev_class = c.oid
    JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_proc'::regclass
    JOIN pg_proc AS p ON p.oid = d.refobjid
        AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS s (setting) WHERE s.setting LIKE 'search_path=%')
        AND NOT EXISTS (SELECT FROM pg_depend AS m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid AND m.deptype = 'e')
    JOIN pg_language AS l ON l.oid = p.prolang AND l.lanname NOT IN ('c', 'internal')
WHERE c.relkind = 'm'
GROUP BY n.nspname, c.relname
ORDER BY n.nspname, c.relname
