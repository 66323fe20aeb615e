-- The generated columns of the tables in $1 (oids as text[]) that call functions which may read tables, as far as their text tells.
-- Returns: schema, table, column, the functions with their arguments
-- Touches pg_attribute, pg_attrdef, pg_depend, pg_proc, pg_language, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
WITH generated AS (
    SELECT a.attrelid, a.attnum, a.attname, d.oid AS expression
    FROM pg_attribute AS a JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND to_jsonb(a) ->> 'attgenerated' <> ''
), called (relation, attnum, attname, function) AS (
    SELECT g.attrelid, g.attnum, g.attname, e.refobjid
    FROM generated AS g JOIN pg_depend AS e ON e.classid = 'pg_attrdef'::regclass AND e.objid = g.expression
    WHERE e.refclassid = 'pg_proc'::regclass
    UNION
    -- before 15 it is the column that depends on what its expression calls
    SELECT g.attrelid, g.attnum, g.attname, e.refobjid
    FROM generated AS g JOIN pg_depend AS e ON e.classid = 'pg_class'::regclass AND e.objid = g.attrelid AND e.objsubid = g.attnum
    WHERE e.refclassid = 'pg_proc'::regclass
)
SELECT n.nspname, c.relname, g.attname, string_agg(p.oid::regprocedure::text, ', ' ORDER BY p.oid)
FROM called AS g JOIN pg_class AS c ON c.oid = g.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_proc AS p ON p.oid = g.function
    JOIN pg_language AS l ON l.oid = p.prolang AND l.lanname NOT IN ('internal', 'c')
WHERE l.lanname NOT IN ('sql', 'plpgsql') OR p.prosrc ~* '\m(from|into|table)\M'
    -- a body that the server has parsed is not text
    OR EXISTS (SELECT FROM pg_depend AS t
        WHERE t.classid = 'pg_proc'::regclass AND t.objid = p.oid AND t.refclassid = 'pg_class'::regclass)
GROUP BY n.nspname, c.relname, g.attnum, g.attname
ORDER BY n.nspname, c.relname, g.attnum
