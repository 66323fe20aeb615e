-- The generated columns of the tables in $1 (oids as text[]) that call functions which may read tables, as far as their text tells.
-- Returns: schema, table, column, the functions with their arguments
-- Touches pg_attribute, pg_attrdef, pg_depend, pg_proc, pg_language, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, c.relname, a.attname, string_agg(DISTINCT p.oid::regprocedure::text, ', ')
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    -- before 15 it is the column that depends on what its expression calls
    JOIN pg_depend AS e ON e.refclassid = 'pg_proc'::regclass AND (e.classid, e.objid, e.objsubid) IN (
        VALUES ('pg_attrdef'::regclass::oid, d.oid, 0), ('pg_class'::regclass::oid, a.attrelid, a.attnum::int))
    JOIN pg_proc AS p ON p.oid = e.refobjid
    JOIN pg_language AS l ON l.oid = p.prolang AND l.lanname NOT IN ('internal', 'c')
WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND to_jsonb(a) ->> 'attgenerated' <> ''
    AND (l.lanname NOT IN ('sql', 'plpgsql') OR p.prosrc ~* '\m(from|into|table)\M'
        -- a body that the server has parsed is not text
        OR EXISTS (SELECT FROM pg_depend AS t
            WHERE t.classid = 'pg_proc'::regclass AND t.objid = p.oid AND t.refclassid = 'pg_class'::regclass))
GROUP BY n.nspname, c.relname, a.attnum, a.attname
ORDER BY n.nspname, c.relname, a.attnum
