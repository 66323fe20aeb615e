-- The sequences that belong to the column $2 of the table $1 (its oid), and from which no other one takes its values.
-- Returns: the statement that drops it once the column has no default
-- Touches pg_attribute, pg_depend, pg_attrdef, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT format('DROP SEQUENCE IF EXISTS %I.%I;', n.nspname, s.relname)
FROM pg_attribute AS a
    JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
        AND (d.refobjid, d.refobjsubid) = (a.attrelid, a.attnum)
    JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_namespace AS n ON n.oid = s.relnamespace
WHERE a.attrelid = ?::oid AND a.attname = ?
    AND NOT EXISTS (SELECT FROM pg_depend AS u WHERE u.refclassid = 'pg_class'::regclass AND u.refobjid = s.oid AND u.deptype = 'n'
        AND (u.classid <> 'pg_attrdef'::regclass
            OR u.objid NOT IN (SELECT f.oid FROM pg_attrdef AS f WHERE (f.adrelid, f.adnum) = (a.attrelid, a.attnum))))
ORDER BY 1
