-- The foreign keys from or to the target tables in $1 and $2 (names as text[]), with the SQL that builds and validates each; with $3
-- only those that change rows by themselves, by ON DELETE or ON UPDATE.
-- Returns: schema, table, name, drop, build, finish (text[]), a query for the rows that refer to no row
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, t.relname, k.conname,
    format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, t.relname, k.conname),
    format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s%s', n.nspname, t.relname, k.conname, pg_get_constraintdef(k.oid),
        CASE WHEN s.later THEN ' NOT VALID' ELSE '' END),
    array_remove(ARRAY[
        CASE WHEN s.later THEN format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I', n.nspname, t.relname, k.conname) END,
        CASE WHEN obj_description(k.oid, 'pg_constraint') IS NOT NULL THEN
            format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', k.conname, n.nspname, t.relname,
                obj_description(k.oid, 'pg_constraint')) END
    ], NULL),
    (
        SELECT format('SELECT r.* FROM %I.%I AS r WHERE %s AND NOT EXISTS (SELECT FROM %I.%I AS o WHERE %s)', n.nspname, t.relname,
            string_agg(format('r.%I IS NOT NULL', a.attname), ' AND ' ORDER BY p.position), q.nspname, o.relname,
            string_agg(format('o.%I = r.%I', b.attname, a.attname), ' AND ' ORDER BY p.position))
        FROM unnest(k.conkey, k.confkey) WITH ORDINALITY AS p (referring, referred, position)
            JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = p.referring
            JOIN pg_attribute AS b ON b.attrelid = k.confrelid AND b.attnum = p.referred
    )
FROM pg_constraint AS k
    JOIN pg_class AS t ON t.oid = k.conrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace
    JOIN pg_class AS o ON o.oid = k.confrelid
    JOIN pg_namespace AS q ON q.oid = o.relnamespace
    CROSS JOIN LATERAL (SELECT k.convalidated AND t.relkind = 'r' AS later) AS s
WHERE k.contype = 'f' AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
    AND (k.conrelid = ANY (?::regclass[]) OR k.confrelid = ANY (?::regclass[]))
    AND (NOT ?::boolean OR k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd'))
ORDER BY 1, 2, 3
