-- What holds data and is not replicated: foreign tables, materialized views, large objects.
-- Parameter: :is_user_schema (the condition for a row n of pg_namespace)
-- Returns: kind (foreign table, materialized view, large object), schema, name, number
-- Touches pg_class, pg_namespace, pg_largeobject_metadata; takes no lock on user tables. Minimum version: 10
SELECT CASE c.relkind WHEN 'f' THEN 'foreign table' ELSE 'materialized view' END, n.nspname, c.relname, 1::bigint
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('f', 'm') AND NOT c.relispartition
    AND :is_user_schema
    AND NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid
        AND e.deptype = 'e')
UNION ALL
SELECT 'large object', '', '', count(*) FROM pg_largeobject_metadata HAVING count(*) > 0
ORDER BY 1, 2, 3
