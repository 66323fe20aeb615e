-- The objects of this database that are part of no other object and of no extension, named as both sides name them.
-- Parameter: $1 the schemas that take no part (text[])
-- Returns: catalog oid and object oid joined by a space, kind and qualified name
-- Touches pg_depend, pg_namespace, pg_extension, pg_am, pg_language, pg_foreign_data_wrapper and the catalog of each object; takes no lock on user tables. Minimum version: 10
WITH apart (oid) AS (
    SELECT n.oid FROM pg_namespace AS n WHERE n.nspname ~ '^pg_' OR n.nspname = ANY (?::text[])
), object (classid, objid) AS (
    SELECT d.classid, d.objid FROM pg_depend AS d WHERE d.objid >= 16384 AND d.classid <> 'pg_event_trigger'::regclass
    UNION
    SELECT 'pg_namespace'::regclass, n.oid FROM pg_namespace AS n WHERE n.oid >= 16384 AND n.oid NOT IN (SELECT a.oid FROM apart AS a)
    UNION
    SELECT 'pg_extension'::regclass, e.oid FROM pg_extension AS e
    UNION
    -- what the server itself brings is no dependency that it records
    SELECT 'pg_am'::regclass, m.oid FROM pg_am AS m WHERE m.oid >= 16384
    UNION
    SELECT 'pg_language'::regclass, l.oid FROM pg_language AS l WHERE l.oid >= 16384
    UNION
    SELECT 'pg_foreign_data_wrapper'::regclass, w.oid FROM pg_foreign_data_wrapper AS w WHERE w.oid >= 16384
)
-- newer servers do not qualify the type json
SELECT format('%s %s', s.classid::oid, s.objid), (s.named).type || ' ' || regexp_replace((s.named).identity, '\mpg_catalog\.', '', 'g')
FROM (
    -- only what remains is named: temporary tables come and go
    SELECT o.classid, o.objid, pg_identify_object(o.classid, o.objid, 0) AS named
    FROM object AS o
    WHERE NOT EXISTS (
        SELECT FROM pg_depend AS d
        -- a column, such as one of a partition key, says nothing of its table
        WHERE d.classid = o.classid AND d.objid = o.objid AND d.objsubid = 0 AND (d.deptype IN ('a', 'e', 'i', 'P', 'S')
            OR d.refclassid = 'pg_namespace'::regclass AND d.refobjid IN (SELECT a.oid FROM apart AS a)))
    OFFSET 0
) AS s
WHERE (s.named).identity IS NOT NULL
