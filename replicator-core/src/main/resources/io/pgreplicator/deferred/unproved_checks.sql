-- The CHECK and NOT NULL constraints of the target tables in $1 (names as text[]), of their partitions and children, that rows of the source need
-- not satisfy: those that are NOT VALID, and those whose outcome depends on more than the row: on the time, a setting, or what a function of the
-- user's reads, whatever that promises. Of domains of their columns the same, unless a column of another table has the domain, and, where
-- it is to be validated again, unless an array or a composite value of a column holds it: the server cannot validate it then.
-- Returns: kind, schema, table or domain, name, drop, build, finish (text[]), a query for the rows that violate it (may be empty)
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT t.relation FROM unnest(?::regclass[]) AS t (relation)
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), used (type, outside, inside) AS (
    SELECT a.atttypid, a.attrelid NOT IN (SELECT t.relation FROM tree AS t), false
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f', 'm')
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384
    UNION
    SELECT p.type, u.outside, u.inside OR t.typtype <> 'd'
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
    WHERE p.type >= 16384
), unproved (oid) AS (
    SELECT k.oid
    FROM pg_constraint AS k
    WHERE k.contype = 'n' AND NOT k.convalidated AND k.contypid = 0 OR k.contype = 'c' AND (NOT k.convalidated OR k.conbin::text LIKE '%{SQLVALUEFUNCTION %'
        OR EXISTS (SELECT FROM regexp_matches(k.conbin::text, ':(?:op)?funcid (\d+)', 'g') AS m (numbers)
            JOIN pg_proc AS p ON p.oid = m.numbers[1]::oid
            WHERE p.provolatile <> 'i' OR p.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend AS d
                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'))
        -- what is read from text may depend on settings, as a moment does
        OR k.conbin::text LIKE '%{COERCEVIAIO %' AND EXISTS (
            SELECT FROM regexp_matches(k.conbin::text, ':resulttype (\d+)', 'g') AS m (numbers)
                JOIN pg_type AS t ON t.oid = m.numbers[1]::oid JOIN pg_proc AS p ON p.oid = t.typinput AND p.provolatile <> 'i'))
)
SELECT 'check constraint', n.nspname, c.relname, k.conname,
    format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, k.conname),
    format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s%s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid),
        CASE WHEN k.convalidated THEN ' NOT VALID' END),
    array_remove(ARRAY[
        CASE WHEN d.comment IS NOT NULL THEN format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', k.conname, n.nspname, c.relname, d.comment) END,
        CASE WHEN k.convalidated THEN format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I', n.nspname, c.relname, k.conname) END
    ], NULL),
    CASE WHEN k.convalidated THEN format('SELECT * FROM %I.%I WHERE NOT (%s)', n.nspname, c.relname, pg_get_expr(k.conbin, k.conrelid)) ELSE '' END
FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (SELECT obj_description(k.oid, 'pg_constraint') AS comment) AS d
WHERE k.coninhcount = 0 AND k.oid IN (SELECT u.oid FROM unproved AS u) AND k.conrelid IN (SELECT t.relation FROM tree AS t)
    AND coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'
UNION ALL
SELECT 'domain constraint', n.nspname, t.typname, k.conname,
    format('ALTER DOMAIN %I.%I DROP CONSTRAINT %I', n.nspname, t.typname, k.conname),
    format('ALTER DOMAIN %I.%I ADD CONSTRAINT %I %s%s', n.nspname, t.typname, k.conname, pg_get_constraintdef(k.oid),
        CASE WHEN k.convalidated THEN ' NOT VALID' END),
    array_remove(ARRAY[
        CASE WHEN d.comment IS NOT NULL THEN format('COMMENT ON CONSTRAINT %I ON DOMAIN %I.%I IS %L', k.conname, n.nspname, t.typname, d.comment) END,
        CASE WHEN k.convalidated THEN format('ALTER DOMAIN %I.%I VALIDATE CONSTRAINT %I', n.nspname, t.typname, k.conname) END
    ], NULL),
    ''
FROM pg_constraint AS k JOIN pg_type AS t ON t.oid = k.contypid AND t.typtype = 'd' JOIN pg_namespace AS n ON n.oid = t.typnamespace
    CROSS JOIN LATERAL (SELECT obj_description(k.oid, 'pg_constraint') AS comment) AS d
WHERE k.oid IN (SELECT u.oid FROM unproved AS u) AND t.oid IN (SELECT u.type FROM used AS u)
    AND NOT EXISTS (SELECT FROM used AS u WHERE u.type = t.oid AND (u.outside OR u.inside AND k.convalidated))
ORDER BY 1, 2, 3, 4
