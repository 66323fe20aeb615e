-- The tables that have a copy journal on the target: the replicator put their rows there.
-- Returns: schema, name, whether the table of that name is the one that rows were copied to, whether it is another one; schema and name that
--   the one with the rows has now, null where it is gone or a partition; the statements that give it its name again, with all that is part of
--   it, and set what else has the name aside where it is in nobody's way; whether this role may
-- Touches replicator.table_copy, pg_class, pg_namespace, pg_type; locks the first in ACCESS SHARE mode. Minimum version: 12
WITH found AS (
    SELECT c.schema_name, c.table_name, c.relation, n.oid AS schema_oid, r.oid,
        o.relname AS new_name, p.nspname AS new_schema, p.nspname = c.schema_name AS near, o.relowner AS new_owner, o.relnamespace
    FROM replicator.table_copy AS c
        LEFT JOIN pg_namespace AS n ON n.nspname = c.schema_name
        LEFT JOIN pg_class AS r ON r.relnamespace = n.oid AND r.relname = c.table_name AND r.relkind IN ('r', 'p')
        LEFT JOIN pg_class AS o ON o.oid = c.relation AND o.relkind IN ('r', 'p') AND NOT o.relispartition AND n.oid IS NOT NULL
            AND (o.relnamespace, o.relname) IS DISTINCT FROM (n.oid, c.table_name)
        LEFT JOIN pg_namespace AS p ON p.oid = o.relnamespace
), free AS (
    -- the length of a name counts in bytes
    SELECT f.schema_name, f.table_name, ARRAY(
        SELECT y.name
        FROM (SELECT g, CASE WHEN octet_length(f.table_name) < 45 THEN f.table_name ELSE md5(f.table_name) END || '_aside'
                || coalesce('_' || nullif(g, 1), '') FROM generate_series(1, 1000) AS g) AS y (g, name)
        WHERE NOT EXISTS (SELECT FROM pg_class AS c WHERE c.relname = y.name)
            AND NOT EXISTS (SELECT FROM pg_type AS t WHERE t.typname = y.name)
            AND NOT EXISTS (SELECT FROM replicator.table_copy AS t WHERE t.table_name = y.name)
        ORDER BY y.g LIMIT 2) AS names, (
        SELECT y.name
        FROM (SELECT g, CASE WHEN octet_length(f.schema_name) < 45 THEN f.schema_name ELSE md5(f.schema_name) END || '_aside'
                || coalesce('_' || nullif(g, 1), '') FROM generate_series(1, 1000) AS g) AS y (g, name)
        WHERE NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = y.name)
        ORDER BY y.g LIMIT 1) AS schema_aside
    FROM found AS f WHERE f.new_name IS NOT NULL
), other AS (
    SELECT f.schema_name, f.table_name, c.relowner AS owner, c.relkind IN ('r', 'p', 'm', 'f') AS whole,
        CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE' ELSE 'INDEX' END AS kind
    FROM found AS f JOIN pg_class AS c ON c.relnamespace = f.schema_oid AND c.relname = f.table_name
    UNION ALL
    -- a table has a type of its name
    SELECT f.schema_name, f.table_name, t.typowner, false, 'TYPE'
    FROM found AS f JOIN pg_type AS t ON t.typnamespace = f.schema_oid AND t.typname = f.table_name
    WHERE t.typrelid = 0 AND NOT EXISTS (SELECT FROM pg_type AS e WHERE e.typarray = t.oid)
), aside AS (
    SELECT f.schema_name, f.table_name, bool_or(o.whole) AS whole, bool_and(pg_has_role(o.owner, 'USAGE')) AS owned,
        string_agg(
            -- its indexes may have the names of those of the table that comes back, which may be off as yet
            CASE WHEN o.whole THEN format('CREATE SCHEMA IF NOT EXISTS %I; ALTER TABLE %I.%I SET SCHEMA %1$I;',
                    f.schema_aside, f.schema_name, f.table_name)
                ELSE format('ALTER %s %I.%I RENAME TO %I;', o.kind, f.schema_name, f.table_name, f.names[1]) END,
            ' ' ORDER BY o.kind) AS statements
    FROM free AS f JOIN other AS o USING (schema_name, table_name)
    GROUP BY f.schema_name, f.table_name
)
SELECT f.schema_name, f.table_name, coalesce(f.oid = f.relation, false), coalesce(f.oid <> f.relation, false), f.new_schema, f.new_name,
    CASE WHEN f.new_name IS NULL THEN '' ELSE concat_ws(' ', a.statements,
        CASE WHEN f.near THEN format('ALTER TABLE %I.%I RENAME TO %I;', f.schema_name, f.new_name, f.table_name)
            WHEN f.new_name = f.table_name THEN format('ALTER TABLE %I.%I SET SCHEMA %I;', f.new_schema, f.new_name, f.schema_name)
            ELSE format('ALTER TABLE %I.%I RENAME TO %I; ALTER TABLE %1$I.%3$I SET SCHEMA %4$I; ALTER TABLE %4$I.%3$I RENAME TO %5$I;',
                f.new_schema, f.new_name, w.names[2], f.schema_name, f.table_name) END) END,
    coalesce(pg_has_role(f.new_owner, 'USAGE') AND coalesce(a.owned, true)
        AND has_schema_privilege(f.schema_oid, 'CREATE') AND has_schema_privilege(f.relnamespace, 'CREATE')
        AND (a.whole IS NOT TRUE OR has_database_privilege(current_database(), 'CREATE')), false)
FROM found AS f LEFT JOIN free AS w USING (schema_name, table_name) LEFT JOIN aside AS a USING (schema_name, table_name)
ORDER BY 1, 2
