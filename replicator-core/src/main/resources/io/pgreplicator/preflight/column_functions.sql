-- The functions of this database that the default of the column $2 of the table $1 (its oid) calls; those of extensions are left out.
-- Returns: schema, name, the types of its arguments, the statement that creates it
-- Touches pg_attribute, pg_attrdef, pg_proc, pg_depend; takes no lock. Minimum version: 10
SELECT DISTINCT n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), pg_get_functiondef(p.oid) || ';'
FROM pg_attribute AS a JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    -- before 15 it is the generated column that depends on what its expression calls
    JOIN pg_depend AS x ON x.refclassid = 'pg_proc'::regclass AND (x.classid, x.objid, x.objsubid) IN (
        VALUES ('pg_attrdef'::regclass::oid, d.oid, 0), ('pg_class'::regclass::oid, a.attrelid, a.attnum::int))
    JOIN pg_proc AS p ON p.oid = x.refobjid JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE a.attrelid = ?::oid AND a.attname = ? AND p.oid >= 16384
    AND NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
    -- applications keep keys in settings of their own, and this is shown
    AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS s WHERE split_part(s, '=', 1) LIKE '%.%')
ORDER BY 1, 2, 3
