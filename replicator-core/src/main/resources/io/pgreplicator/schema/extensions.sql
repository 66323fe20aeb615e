-- The extensions of this database.
-- Returns: name, schema, whether a definition of something else refers to it
-- Touches pg_extension, pg_namespace, pg_depend; takes no lock. Minimum version: 10
WITH member AS (
    SELECT m.classid, m.objid, m.refobjid AS extension FROM pg_depend AS m
    WHERE m.refclassid = 'pg_extension'::regclass AND m.deptype = 'e'
)
SELECT e.extname, n.nspname, EXISTS (
    SELECT FROM member AS m
        JOIN pg_depend AS d ON d.refclassid = m.classid AND d.refobjid = m.objid AND d.deptype = 'n'
    WHERE m.extension = e.oid
        AND NOT EXISTS (SELECT FROM member AS o WHERE o.classid = d.classid AND o.objid = d.objid)
        -- a part of a member, such as the rule of its view
        AND NOT EXISTS (
            SELECT FROM pg_depend AS p JOIN member AS o ON o.classid = p.refclassid AND o.objid = p.refobjid
            WHERE p.classid = d.classid AND p.objid = d.objid AND p.deptype IN ('i', 'a')))
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
ORDER BY e.extname
