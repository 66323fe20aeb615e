-- The columns from which the generated column $2 of the table $1 (its oid) is computed.
-- Returns: column
-- Touches pg_attribute, pg_attrdef, pg_depend; takes no lock on user tables. Minimum version: 10
SELECT DISTINCT b.attname
FROM pg_attribute AS a JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    -- before 15 it is the column that depends, later its expression
    JOIN pg_depend AS p ON (p.classid, p.objid, p.objsubid) IN
            (('pg_attrdef'::regclass, d.oid, 0), ('pg_class'::regclass, a.attrelid, a.attnum::int))
        AND p.refclassid = 'pg_class'::regclass AND p.refobjid = a.attrelid
    JOIN pg_attribute AS b ON b.attrelid = p.refobjid AND b.attnum = p.refobjsubid AND b.attnum NOT IN (0, a.attnum)
WHERE a.attrelid = ?::oid AND a.attname = ?
ORDER BY 1
