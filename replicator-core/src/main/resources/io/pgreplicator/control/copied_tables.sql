-- The tables that have a copy journal on the target: the replicator put their rows there.
-- Returns: schema, name, whether the table of that name is the one that rows were copied to, whether it is another one; schema and name that
--   the one with the rows has now, null where it is gone or a partition; the statements that give it its name again, with all that is part of
--   it, and set the other one aside under a name that is free; whether this role may
-- Touches replicator.table_copy, pg_class, pg_namespace, pg_type; locks the first in ACCESS SHARE mode. Minimum version: 12
WITH found AS (
    SELECT c.schema_name, c.table_name, c.relation, n.oid AS schema_oid, r.oid, r.relowner,
        o.relname AS new_name, p.nspname AS new_schema, p.nspname = c.schema_name AS near, o.relowner AS new_owner, o.relnamespace
    FROM replicator.table_copy AS c
        LEFT JOIN pg_namespace AS n ON n.nspname = c.schema_name
        LEFT JOIN pg_class AS r ON r.relnamespace = n.oid AND r.relname = c.table_name AND r.relkind IN ('r', 'p')
        LEFT JOIN pg_class AS o ON o.oid = c.relation AND o.relkind IN ('r', 'p') AND NOT o.relispartition AND n.oid IS NOT NULL
            AND (o.relnamespace, o.relname) IS DISTINCT FROM (n.oid, c.table_name)
        LEFT JOIN pg_namespace AS p ON p.oid = o.relnamespace
), named AS (
    SELECT f.*, (
        SELECT y.name
        FROM (SELECT g, CASE WHEN octet_length(f.table_name) < 45 THEN f.table_name ELSE left(f.table_name, 11) END || '_aside'
                || coalesce('_' || nullif(g, 1), '') FROM generate_series(1, 1000) AS g) AS y (g, name)
        WHERE f.new_name IS NOT NULL AND NOT EXISTS (SELECT FROM pg_class AS c WHERE c.relname = y.name)
            AND NOT EXISTS (SELECT FROM pg_type AS t WHERE t.typname = y.name)
        ORDER BY y.g LIMIT 1) AS free_name, (
        SELECT y.name
        FROM (SELECT g, CASE WHEN octet_length(f.schema_name) < 45 THEN f.schema_name ELSE left(f.schema_name, 11) END || '_aside'
                || coalesce('_' || nullif(g, 1), '') FROM generate_series(1, 1000) AS g) AS y (g, name)
        WHERE f.new_name IS NOT NULL AND NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = y.name)
        ORDER BY y.g LIMIT 1) AS free_schema
    FROM found AS f
)
SELECT f.schema_name, f.table_name, coalesce(f.oid = f.relation, false), coalesce(f.oid <> f.relation, false), f.new_schema, f.new_name,
    CASE WHEN f.new_name IS NULL THEN '' ELSE concat_ws(' ',
        CASE WHEN f.oid IS NOT NULL AND f.near THEN format('ALTER TABLE %I.%I RENAME TO %I;', f.schema_name, f.table_name, f.free_name) END,
        -- its indexes may have the names of those of the table that comes back
        CASE WHEN f.oid IS NOT NULL AND NOT f.near THEN format('CREATE SCHEMA IF NOT EXISTS %I; ALTER TABLE %I.%I SET SCHEMA %1$I;',
            f.free_schema, f.schema_name, f.table_name) END,
        CASE WHEN f.near THEN format('ALTER TABLE %I.%I RENAME TO %I;', f.schema_name, f.new_name, f.table_name)
            WHEN f.new_name = f.table_name THEN format('ALTER TABLE %I.%I SET SCHEMA %I;', f.new_schema, f.new_name, f.schema_name)
            ELSE format('ALTER TABLE %I.%I RENAME TO %I; ALTER TABLE %1$I.%3$I SET SCHEMA %4$I; ALTER TABLE %4$I.%3$I RENAME TO %5$I;',
                f.new_schema, f.new_name, f.free_name, f.schema_name, f.table_name) END) END,
    coalesce(pg_has_role(f.new_owner, 'USAGE') AND (f.relowner IS NULL OR pg_has_role(f.relowner, 'USAGE'))
        AND has_schema_privilege(f.schema_oid, 'CREATE') AND has_schema_privilege(f.relnamespace, 'CREATE')
        AND (f.near OR f.oid IS NULL OR has_database_privilege(current_database(), 'CREATE')), false)
FROM named AS f
ORDER BY 1, 2
