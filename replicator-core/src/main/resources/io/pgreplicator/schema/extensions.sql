-- The extensions of this database.
-- Returns: catalog oid and object oid joined by a space, name, schema, whether its schema can be changed, the extensions that it requires (text[])
-- Touches pg_extension, pg_namespace, pg_depend; takes no lock. Minimum version: 10
SELECT format('%s %s', 'pg_extension'::regclass::oid, e.oid), e.extname, n.nspname, e.extrelocatable, ARRAY(
    SELECT r.extname::text
    FROM pg_depend AS d JOIN pg_extension AS r ON r.oid = d.refobjid
    WHERE d.classid = 'pg_extension'::regclass AND d.objid = e.oid AND d.refclassid = 'pg_extension'::regclass
    ORDER BY r.extname)
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
ORDER BY e.extname
