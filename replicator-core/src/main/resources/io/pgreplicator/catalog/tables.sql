-- Every user table that could be replicated: ordinary tables and partitioned roots, but no individual partitions. One that DETACH CONCURRENTLY has
-- begun to detach is a table: its parent has none of its rows.
-- Parameter: :is_user_schema (the condition for a row n of pg_namespace)
-- Returns: oid, schema, name, partitioned, inherits (has parents or children without being partitioned),
--   persistence (p, u), owned (this role may act as the owner), extension (owning extension or null), forced row security
-- Touches pg_class, pg_namespace, pg_inherits, pg_depend; takes no lock on user tables. Minimum version: 10
SELECT c.oid::bigint, n.nspname, c.relname,
    c.relkind = 'p' AS partitioned,
    c.relkind <> 'p' AND EXISTS (
        SELECT FROM pg_inherits AS i WHERE i.inhparent = c.oid OR i.inhrelid = c.oid) AS inherits,
    c.relpersistence, pg_has_role(c.relowner, 'USAGE') AS owned,
    (SELECT e.extname FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid
     WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
         AND d.refclassid = 'pg_extension'::regclass) AS extension,
    c.relforcerowsecurity
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
    AND (NOT c.relispartition OR c.oid IN (SELECT i.inhrelid FROM pg_inherits AS i WHERE to_jsonb(i) ->> 'inhdetachpending' = 'true'))
    AND :is_user_schema
ORDER BY n.nspname, c.relname
