-- The statements that drop what we created in a schema of ours, and the schema. None uses CASCADE, so each fails as long as an
-- object of somebody else depends on what it drops, or is in the schema.
-- Parameters: :'schema', :own_objects (the query for what is ours)
-- Returns: the statements in their order. Touches the catalog; takes no lock. Minimum version: 10
WITH own (kind, classid, objid) AS (
    :own_objects
)
SELECT s.statement
FROM (
    SELECT CASE o.kind WHEN 'FUNCTION' THEN 1 ELSE 2 END,
        pg_catalog.format('DROP %s %s', o.kind, pg_catalog.string_agg(a.identity, ', ' ORDER BY a.identity))
    FROM own AS o CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.classid, o.objid, 0) AS a
    GROUP BY o.kind
    UNION ALL
    SELECT 3, pg_catalog.format('DROP SCHEMA %I', n.nspname) FROM pg_catalog.pg_namespace AS n WHERE n.nspname = :'schema'
) AS s (place, statement)
ORDER BY s.place
