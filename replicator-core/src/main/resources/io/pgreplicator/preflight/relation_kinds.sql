-- What exists under the name of a table: the relations with the schemas $1 and names $2 (text[], pairwise).
-- Returns: schema, name, kind, whether it is a partition, the statements that take it out of the way with all that is part of it: into a
--   schema whose name is free, or to a name that is free where it cannot leave its schema; whether this role may
-- Touches pg_class, pg_namespace, pg_depend; takes no lock on user tables. Minimum version: 10
WITH found AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relispartition, c.relnamespace, pg_has_role(c.relowner, 'USAGE') AS owned,
        CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'S' THEN 'SEQUENCE'
            WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END AS class,
        c.relkind IN ('i', 'I') OR c.relkind = 'S' AND EXISTS (
            SELECT FROM pg_depend AS d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
                AND d.deptype IN ('a', 'i')) AS bound
    FROM unnest(?::text[], ?::text[]) AS w (schema, name)
        JOIN pg_namespace AS n ON n.nspname = w.schema
        JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
), named AS (
    SELECT f.*, (
        SELECT y.name
        FROM (SELECT g, CASE WHEN octet_length(x.stem) < 45 THEN x.stem ELSE md5(x.stem) END || '_aside' || coalesce('_' || nullif(g, 1), '')
              FROM generate_series(1, 1000) AS g CROSS JOIN (SELECT CASE WHEN f.bound THEN f.relname ELSE f.nspname END::text) AS x (stem)) AS y (g, name)
        WHERE CASE WHEN f.bound THEN NOT EXISTS (SELECT FROM pg_class AS c WHERE c.relnamespace = f.relnamespace AND c.relname = y.name)
            ELSE NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = y.name) END
        ORDER BY y.g LIMIT 1) AS free
    FROM found AS f
)
SELECT f.nspname, f.relname, f.relkind, f.relispartition,
    CASE WHEN f.bound THEN format('ALTER %s %I.%I RENAME TO %I;', f.class, f.nspname, f.relname, f.free)
        ELSE format('CREATE SCHEMA IF NOT EXISTS %I; ALTER %s %I.%I SET SCHEMA %I;', f.free, f.class, f.nspname, f.relname, f.free) END,
    f.owned AND (f.bound OR has_database_privilege(current_database(), 'CREATE'))
FROM named AS f
ORDER BY f.nspname, f.relname
