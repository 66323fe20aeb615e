-- The CHECK constraints of the target tables in $1 (names as text[]), of their partitions and of the domains of their columns that rows
-- of the source need not satisfy: those that are NOT VALID, and those whose outcome depends on more than the row, such as the time.
-- From 18 on also NOT NULL constraints that are NOT VALID.
-- Returns: kind, schema, table or domain, name, drop, build, finish (text[]), a query for the rows that violate it (may be empty)
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT t.relation FROM unnest(?::regclass[]) AS t (relation)
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), used (type) AS (
    SELECT a.atttypid FROM tree AS t JOIN pg_attribute AS a ON a.attrelid = t.relation AND a.attnum > 0 AND NOT a.attisdropped
    UNION
    SELECT p.type
    FROM used AS u JOIN pg_type AS t ON t.oid = u.type
        CROSS JOIN LATERAL (
            SELECT t.typelem WHERE t.typelem <> 0
            UNION ALL
            SELECT t.typbasetype WHERE t.typbasetype <> 0
            UNION ALL
            SELECT a.atttypid FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT r.rngsubtype FROM pg_range AS r WHERE r.rngtypid = t.oid OR to_jsonb(r) ->> 'rngmultitypid' = t.oid::text
        ) AS p (type)
), found AS (
    SELECT k.oid, k.conname AS name, k.convalidated AS valid, k.conrelid AS relation, k.contypid AS domain,
        pg_get_constraintdef(k.oid) AS def, k.contype AS type, k.conbin::text AS expression,
        obj_description(k.oid, 'pg_constraint') AS comment
    FROM pg_constraint AS k
    WHERE k.contype IN ('c', 'n') AND coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'
        AND (k.conrelid IN (SELECT t.relation FROM tree AS t) AND k.coninhcount = 0
            OR k.contypid IN (SELECT u.type FROM used AS u))
), unproved AS (
    SELECT f.*
    FROM found AS f
    WHERE NOT f.valid OR f.expression LIKE '%{SQLVALUEFUNCTION %' OR EXISTS (
        SELECT FROM regexp_matches(f.expression, ':(?:funcid|opfuncid) (\d+)', 'g') AS m (numbers)
            JOIN pg_proc AS p ON p.oid = m.numbers[1]::oid
        WHERE p.provolatile <> 'i')
)
SELECT 'check constraint', n.nspname, c.relname, u.name,
    format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, u.name),
    format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s%s', n.nspname, c.relname, u.name, u.def, CASE WHEN u.valid THEN ' NOT VALID' END),
    array_remove(ARRAY[
        CASE WHEN u.valid THEN format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I', n.nspname, c.relname, u.name) END,
        CASE WHEN u.comment IS NOT NULL THEN
            format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', u.name, n.nspname, c.relname, u.comment) END
    ], NULL),
    CASE WHEN u.valid THEN format('SELECT * FROM %I.%I WHERE NOT (%s)', n.nspname, c.relname, pg_get_expr(k.conbin, u.relation)) ELSE '' END
FROM unproved AS u JOIN pg_class AS c ON c.oid = u.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_constraint AS k ON k.oid = u.oid
UNION ALL
SELECT 'domain constraint', n.nspname, t.typname, u.name,
    format('ALTER DOMAIN %I.%I DROP CONSTRAINT %I', n.nspname, t.typname, u.name),
    format('ALTER DOMAIN %I.%I ADD CONSTRAINT %I %s%s', n.nspname, t.typname, u.name, u.def, CASE WHEN u.valid THEN ' NOT VALID' END),
    array_remove(ARRAY[
        CASE WHEN u.valid THEN format('ALTER DOMAIN %I.%I VALIDATE CONSTRAINT %I', n.nspname, t.typname, u.name) END,
        CASE WHEN u.comment IS NOT NULL THEN
            format('COMMENT ON CONSTRAINT %I ON DOMAIN %I.%I IS %L', u.name, n.nspname, t.typname, u.comment) END
    ], NULL),
    ''
FROM unproved AS u JOIN pg_type AS t ON t.oid = u.domain AND t.typtype = 'd' JOIN pg_namespace AS n ON n.oid = t.typnamespace
ORDER BY 1, 2, 3, 4
