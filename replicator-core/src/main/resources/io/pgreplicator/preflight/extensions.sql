-- The extensions of this database, without those that every database has; one that requires others after those.
-- Returns: name, schema, version, whether this role owns it
-- Touches pg_extension, pg_namespace, pg_depend; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE depth (oid, steps) AS (
    SELECT e.oid, 0 FROM pg_extension AS e
    UNION
    SELECT d.objid, p.steps + 1 FROM depth AS p JOIN pg_depend AS d ON d.refobjid = p.oid
        AND d.classid = 'pg_extension'::regclass AND d.refclassid = 'pg_extension'::regclass
)
SELECT e.extname, n.nspname, e.extversion, pg_has_role(e.extowner, 'USAGE')
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
ORDER BY (SELECT max(d.steps) FROM depth AS d WHERE d.oid = e.oid), e.extname
