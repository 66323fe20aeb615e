-- The foreign keys, constraints, indexes and triggers of the tables and domains in $1 (names as text[]), each in a form that is compared with
-- that of another time; the tables and domains themselves, too, with no name.
-- Returns: kind, schema, table or domain, name, form, and of a constraint that is no foreign key and of a trigger: build, finish (text[]), a
--   query for the rows that violate it (may be empty)
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
WITH relation (oid, schema, name) AS (
    SELECT c.oid, n.nspname, c.relname
    FROM unnest(?::text[]) AS t (name) JOIN pg_class AS c ON c.oid = to_regclass(t.name) AND c.relkind IN ('r', 'p', 'f')
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
), domain (oid, schema, name) AS (
    SELECT y.oid, n.nspname, y.typname
    FROM unnest(?::text[]) AS t (name) JOIN pg_type AS y ON y.oid = to_regtype(t.name) AND y.typtype = 'd'
        JOIN pg_namespace AS n ON n.oid = y.typnamespace
)
SELECT '', r.schema, r.name, '', '', '', '{}'::text[], '' FROM relation AS r
UNION ALL
SELECT '', d.schema, d.name, '', '', '', '{}'::text[], '' FROM domain AS d
UNION ALL
SELECT 'foreign key', r.schema, r.name, k.conname, pg_get_constraintdef(k.oid), '', '{}'::text[], ''
FROM relation AS r JOIN pg_constraint AS k ON k.conrelid = r.oid AND k.contype = 'f'
UNION ALL
SELECT 'check constraint', r.schema, r.name, k.conname, pg_get_constraintdef(k.oid),
    format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s%s', r.schema, r.name, k.conname, pg_get_constraintdef(k.oid),
        CASE WHEN k.convalidated THEN ' NOT VALID' END),
    array_remove(ARRAY[
        CASE WHEN c.comment IS NOT NULL THEN format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', k.conname, r.schema, r.name, c.comment) END,
        CASE WHEN k.convalidated THEN format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I', r.schema, r.name, k.conname) END
    ], NULL),
    CASE WHEN k.convalidated THEN format('SELECT * FROM %I.%I WHERE %s', r.schema, r.name, coalesce(format('NOT (%s)', pg_get_expr(k.conbin, k.conrelid)),
        (SELECT format('%I IS NULL', a.attname) FROM pg_attribute AS a WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1]))) ELSE '' END
FROM relation AS r JOIN pg_constraint AS k ON k.conrelid = r.oid AND k.contype IN ('c', 'n')
    CROSS JOIN LATERAL (SELECT obj_description(k.oid, 'pg_constraint') AS comment) AS c
UNION ALL
SELECT 'domain constraint', d.schema, d.name, k.conname, pg_get_constraintdef(k.oid),
    format('ALTER DOMAIN %I.%I ADD CONSTRAINT %I %s', d.schema, d.name, k.conname, pg_get_constraintdef(k.oid)),
    array_remove(ARRAY[
        CASE WHEN c.comment IS NOT NULL THEN
            format('COMMENT ON CONSTRAINT %I ON DOMAIN %I.%I IS %L', k.conname, d.schema, d.name, c.comment) END
    ], NULL), ''
FROM domain AS d JOIN pg_constraint AS k ON k.contypid = d.oid AND k.contype = 'c'
    CROSS JOIN LATERAL (SELECT obj_description(k.oid, 'pg_constraint') AS comment) AS c
UNION ALL
SELECT 'index', r.schema, r.name, x.relname,
    concat_ws(' ', regexp_replace(pg_get_indexdef(x.oid), ' INDEX ("([^"]|"")*"|\S+) ON ', ' INDEX ON '), pg_get_constraintdef(k.oid)),
    '', '{}'::text[], ''
FROM relation AS r JOIN pg_index AS i ON i.indrelid = r.oid JOIN pg_class AS x ON x.oid = i.indexrelid
    LEFT JOIN pg_constraint AS k ON k.conindid = x.oid AND k.conrelid = r.oid AND k.contype IN ('p', 'u', 'x')
UNION ALL
SELECT 'trigger', r.schema, r.name, g.tgname, g.tgenabled::text,
    format('ALTER TABLE %I.%I %s TRIGGER %I', r.schema, r.name, CASE g.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA'
        WHEN 'D' THEN 'DISABLE' ELSE 'ENABLE ' END, g.tgname),
    '{}'::text[], ''
FROM relation AS r JOIN pg_trigger AS g ON g.tgrelid = r.oid AND NOT g.tgisinternal
