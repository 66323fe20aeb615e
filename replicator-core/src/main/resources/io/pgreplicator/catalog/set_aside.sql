-- What takes tables and types out of the way, with all that is part of them and without the loss of a row: into schemas whose names are
-- free. $1 and $2 are the schemas and names of the tables, $3 and $4 those of the types (text[], pairwise).
-- Returns: the statements in their order, each with whether this role may run it
-- Touches pg_class, pg_inherits, pg_attribute, pg_type, pg_range, pg_depend, pg_rewrite, pg_constraint; takes no lock on user tables.
-- Minimum version: 12
WITH RECURSIVE given AS (
    SELECT ?::text[] AS table_schemas, ?::text[] AS table_names, ?::text[] AS type_schemas, ?::text[] AS type_names
), moved (oid) AS (
    SELECT c.oid
    FROM given AS g CROSS JOIN LATERAL unnest(g.table_schemas, g.table_names) AS w (schema, name)
        JOIN pg_namespace AS n ON n.nspname = w.schema JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
    UNION
    SELECT i.inhrelid FROM moved AS m JOIN pg_inherits AS i ON i.inhparent = m.oid
        JOIN pg_class AS c ON c.oid = i.inhrelid AND c.relispartition AND c.relkind IN ('r', 'p', 'f')
), named AS (
    SELECT t.oid
    FROM given AS g CROSS JOIN LATERAL unnest(g.type_schemas, g.type_names) AS w (schema, name)
        JOIN pg_namespace AS n ON n.nspname = w.schema JOIN pg_type AS t ON t.typnamespace = n.oid AND t.typname = w.name
), ranged AS (
    -- the functions of a range belong to the superuser and keep their schema: it is dropped, and its values stay as texts
    SELECT EXISTS (SELECT FROM named AS n JOIN pg_range AS r ON r.rngtypid = n.oid) AS any
), dependent (rule, steps) AS (
    SELECT d.objid, 1
    FROM pg_depend AS d
    WHERE d.classid = 'pg_rewrite'::regclass AND d.deptype = 'n'
        AND (d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT m.oid FROM moved AS m)
            OR d.refclassid = 'pg_type'::regclass AND d.refobjid IN (SELECT t.oid FROM named AS t))
    UNION
    SELECT d.objid, t.steps + 1
    FROM dependent AS t JOIN pg_rewrite AS w ON w.oid = t.rule JOIN pg_class AS v ON v.oid = w.ev_class AND v.relkind IN ('v', 'm')
        JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = v.oid AND d.deptype = 'n'
            AND d.classid = 'pg_rewrite'::regclass AND d.objid <> t.rule
), object (position, kind, oid, namespace, owner, name) AS (
    SELECT 4, CASE c.relkind WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, c.oid, c.relnamespace, c.relowner,
        format('%I.%I', n.nspname, c.relname)
    FROM moved AS m JOIN pg_class AS c ON c.oid = m.oid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT 5, 'TYPE', t.oid, t.typnamespace, t.typowner, format('%I.%I', n.nspname, t.typname)
    FROM named AS y JOIN pg_type AS t ON t.oid = y.oid JOIN pg_namespace AS n ON n.oid = t.typnamespace CROSS JOIN ranged AS r
    WHERE NOT r.any
), aside AS (
    SELECT n.oid, n.nspname, (
        SELECT y.name
        FROM (SELECT g, CASE WHEN octet_length(n.nspname) < 45 THEN n.nspname ELSE md5(n.nspname) END || '_aside' || coalesce('_' || nullif(g, 1), '')
              FROM generate_series(1, 1000) AS g) AS y (g, name)
        WHERE NOT EXISTS (SELECT FROM pg_namespace AS x WHERE x.nspname = y.name)
        ORDER BY y.g LIMIT 1) AS name
    FROM pg_namespace AS n WHERE n.oid IN (SELECT o.namespace FROM object AS o)
), statement (position, step, sql, owner) AS (
    SELECT 1, -max(t.steps), CASE c.relkind WHEN 'v' THEN format('DROP VIEW %I.%I;', n.nspname, c.relname)
        ELSE format('DROP MATERIALIZED VIEW %I.%I;', n.nspname, c.relname) END, c.relowner
    FROM dependent AS t JOIN pg_rewrite AS w ON w.oid = t.rule JOIN pg_class AS c ON c.oid = w.ev_class AND c.relkind IN ('v', 'm')
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
    GROUP BY c.oid, c.relkind, c.relname, c.relowner, n.nspname
    UNION ALL
    SELECT 2, 0, format('ALTER TABLE %I.%I DROP CONSTRAINT %I;', n.nspname, c.relname, k.conname), c.relowner
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND k.confrelid IN (SELECT m.oid FROM moved AS m) AND k.conrelid NOT IN (SELECT m.oid FROM moved AS m)
        AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
    UNION ALL
    SELECT 3, 0, format('CREATE SCHEMA IF NOT EXISTS %I;', a.name), NULL FROM aside AS a
    UNION ALL
    SELECT o.position, 0, format('ALTER %s %s SET SCHEMA %I;', o.kind, o.name, a.name), o.owner
    FROM object AS o JOIN aside AS a ON a.oid = o.namespace
    UNION ALL
    SELECT 6, a.attnum, format('ALTER TABLE %I.%I ALTER COLUMN %I TYPE text USING %I::text;', w.name, c.relname, a.attname, a.attname), c.relowner
    FROM moved AS m JOIN pg_class AS c ON c.oid = m.oid AND c.relkind IN ('r', 'p') JOIN aside AS w ON w.oid = c.relnamespace
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attinhcount = 0
        JOIN pg_type AS t ON t.oid = a.atttypid AND (t.oid IN (SELECT n.oid FROM named AS n) OR t.typelem IN (SELECT n.oid FROM named AS n))
        CROSS JOIN ranged AS r
    WHERE r.any
    UNION ALL
    SELECT 7, 0, format('DROP TYPE %s;', string_agg(format('%I.%I', n.nspname, t.typname), ', ' ORDER BY n.nspname, t.typname)), min(t.typowner::bigint)::oid
    FROM named AS y JOIN pg_type AS t ON t.oid = y.oid JOIN pg_namespace AS n ON n.oid = t.typnamespace CROSS JOIN ranged AS r
    WHERE r.any
    HAVING count(*) > 0
)
SELECT s.sql, coalesce(pg_has_role(s.owner, 'USAGE'), true)
FROM statement AS s ORDER BY s.position, s.step, s.sql
