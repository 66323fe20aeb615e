-- Captured tables that have another name now, or are in another schema.
-- Parameters: $1 the numbers of those to look at
-- Returns: table id; the statements that give it its old name, and set what has the name aside; whether this role may; whether its schema
--   has another name: the old one is gone, and the new one holds nothing but what was captured in the old one
-- Touches replicator_capture.captured_table, pg_class, pg_namespace, pg_type; takes no lock on user tables. Minimum version: 10
WITH renamed AS (
    SELECT t.table_id, t.schema_name, t.table_name, n.nspname AS new_schema, c.relname AS new_name, n.oid AS new_schema_oid,
        n.nspname = t.schema_name AS near, c.relowner AS owner, n.nspowner AS schema_owner, o.oid AS schema_oid
    FROM replicator_capture.captured_table AS t
        JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_namespace AS o ON o.nspname = t.schema_name
    WHERE t.table_id = ANY (?::int[]) AND (n.nspname, c.relname) IS DISTINCT FROM (t.schema_name::name, t.table_name::name)
), named AS (
    SELECT r.*, r.schema_oid IS NULL AND r.new_schema <> 'public' AND NOT EXISTS (
            SELECT FROM pg_class AS c LEFT JOIN replicator_capture.captured_table AS t ON t.relation = c.oid
            WHERE c.relnamespace = r.new_schema_oid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND t.schema_name IS DISTINCT FROM r.schema_name) AS of_schema,
        -- the length of a name counts in bytes
        ARRAY(
            SELECT y.name
            FROM (SELECT g, CASE WHEN octet_length(r.table_name) < 45 THEN r.table_name ELSE md5(r.table_name) END || '_aside'
                    || coalesce('_' || nullif(g, 1), '') FROM generate_series(1, 1000) AS g) AS y (g, name)
            WHERE NOT EXISTS (SELECT FROM pg_class AS c WHERE c.relname = y.name)
                AND NOT EXISTS (SELECT FROM pg_type AS e WHERE e.typname = y.name)
            ORDER BY y.g LIMIT 2) AS names, (
            SELECT y.name
            FROM (SELECT g, CASE WHEN octet_length(r.schema_name) < 45 THEN r.schema_name ELSE md5(r.schema_name) END || '_aside'
                    || coalesce('_' || nullif(g, 1), '') FROM generate_series(1, 1000) AS g) AS y (g, name)
            WHERE NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = y.name)
            ORDER BY y.g LIMIT 1) AS schema_aside
    FROM renamed AS r
), other AS (
    -- indexes of a table go with it to another schema, where those of the one that comes would have their names
    SELECT r.table_id, c.relowner AS owner, NOT r.near AND c.relkind IN ('r', 'p', 'm', 'f') AS whole,
        CASE c.relkind WHEN 'c' THEN 'TYPE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
            WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' ELSE 'TABLE' END AS kind
    FROM named AS r JOIN pg_class AS c ON c.relnamespace = r.schema_oid AND c.relname = r.table_name
    UNION ALL
    -- a table has a type of its name, and the type of its arrays makes room
    SELECT r.table_id, e.typowner, false, 'TYPE'
    FROM named AS r JOIN pg_type AS e ON e.typnamespace = r.schema_oid AND e.typname = r.table_name
    WHERE e.typrelid = 0 AND NOT EXISTS (SELECT FROM pg_type AS a WHERE a.typarray = e.oid)
), aside AS (
    SELECT r.table_id, bool_or(o.whole) AS whole, bool_and(pg_has_role(o.owner, 'USAGE')) AS owned,
        string_agg(CASE WHEN o.whole THEN format('CREATE SCHEMA IF NOT EXISTS %I; ALTER TABLE %I.%I SET SCHEMA %1$I;',
                r.schema_aside, r.schema_name, r.table_name)
            ELSE format('ALTER %s %I.%I RENAME TO %I;', o.kind, r.schema_name, r.table_name, r.names[1]) END, ' ' ORDER BY o.kind) AS statements
    FROM named AS r JOIN other AS o USING (table_id)
    GROUP BY r.table_id
)
SELECT r.table_id, CASE
        WHEN r.of_schema THEN format('ALTER SCHEMA %I RENAME TO %I;', r.new_schema, r.schema_name)
        ELSE concat_ws(' ', CASE WHEN r.schema_oid IS NULL THEN format('CREATE SCHEMA IF NOT EXISTS %I;', r.schema_name) END, a.statements,
            CASE WHEN r.near THEN format('ALTER TABLE %I.%I RENAME TO %I;', r.schema_name, r.new_name, r.table_name)
                WHEN r.new_name = r.table_name THEN format('ALTER TABLE %I.%I SET SCHEMA %I;', r.new_schema, r.new_name, r.schema_name)
                ELSE format('ALTER TABLE %I.%I RENAME TO %I; ALTER TABLE %1$I.%3$I SET SCHEMA %4$I; ALTER TABLE %4$I.%3$I RENAME TO %5$I;',
                    r.new_schema, r.new_name, r.names[2], r.schema_name, r.table_name) END) END,
    CASE
        WHEN r.of_schema THEN pg_has_role(r.schema_owner, 'USAGE') AND has_database_privilege(current_database(), 'CREATE')
        ELSE pg_has_role(r.owner, 'USAGE') AND coalesce(a.owned, true) AND has_schema_privilege(r.new_schema_oid, 'CREATE')
            AND coalesce(has_schema_privilege(r.schema_oid, 'CREATE'), has_database_privilege(current_database(), 'CREATE'))
            AND (a.whole IS NOT TRUE OR has_database_privilege(current_database(), 'CREATE')) END,
    r.of_schema
FROM named AS r LEFT JOIN aside AS a USING (table_id)
ORDER BY r.table_id
