-- Every user sequence and the table that owns it, if any.
-- Returns: schema, name, owning table's schema and name (null for none), readable by this role, settable by this role
-- Touches pg_class, pg_namespace, pg_depend; takes no lock. Minimum version: 10
SELECT n.nspname, c.relname, tn.nspname, t.relname,
    has_schema_privilege(n.oid, 'USAGE') AND has_sequence_privilege(c.oid, 'SELECT'),
    has_schema_privilege(n.oid, 'USAGE') AND has_sequence_privilege(c.oid, 'UPDATE')
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
    LEFT JOIN pg_class AS t ON t.oid = d.refobjid LEFT JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
WHERE c.relkind = 'S' AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'replicator', '_heroku')
    AND NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid
        AND e.deptype = 'e')
ORDER BY n.nspname, c.relname
