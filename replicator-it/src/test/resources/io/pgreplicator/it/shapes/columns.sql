-- The columns of every table that can be filled.
-- Returns: table as regclass text, column, type without its length, its length (0 for none), whether it
--   must not be null, whether it has a value of its own, whether it cannot be given one, whether a key has it, its values where it is an
--   enum, the definitions of the checks that it is in
WITH RECURSIVE base (of, oid, typtype, typbasetype, mod, required, checks) AS (
    SELECT t.oid, t.oid, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull,
        (SELECT coalesce(string_agg(pg_get_constraintdef(k.oid), ' '), '') FROM pg_constraint AS k WHERE k.contypid = t.oid)
    FROM pg_type AS t
    UNION ALL
    SELECT b.of, t.oid, t.typtype, t.typbasetype, CASE WHEN t.typtype = 'd' AND t.typtypmod >= 0 THEN t.typtypmod ELSE b.mod END,
        b.required OR t.typnotnull,
        b.checks || ' ' || (SELECT coalesce(string_agg(pg_get_constraintdef(k.oid), ' '), '') FROM pg_constraint AS k
                            WHERE k.contypid = t.oid)
    FROM base AS b JOIN pg_type AS t ON t.oid = b.typbasetype WHERE b.typtype = 'd'
)
SELECT format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), format_type(b.oid, NULL),
    CASE WHEN b.oid IN ('bpchar'::regtype, 'varchar'::regtype) AND greatest(a.atttypmod, b.mod) > 4 THEN greatest(a.atttypmod, b.mod) - 4
        ELSE 0 END,
    a.attnotnull OR b.required,
    a.atthasdef OR a.attidentity <> '' OR EXISTS (SELECT FROM pg_type AS t WHERE t.oid = a.atttypid AND t.typdefault IS NOT NULL),
    a.attidentity = 'a' OR a.attgenerated <> '',
    EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey::smallint[])),
    ARRAY(SELECT e.enumlabel::text FROM pg_enum AS e WHERE e.enumtypid = b.oid ORDER BY e.enumsortorder),
    b.checks || ' ' || (SELECT coalesce(string_agg(pg_get_constraintdef(k.oid), ' '), '') FROM pg_constraint AS k
                        WHERE k.conrelid = c.oid AND k.contype = 'c' AND a.attnum = ANY (k.conkey))
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN base AS b ON b.of = a.atttypid AND b.typtype <> 'd'
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT LIKE 'replicator%' -- what the product keeps there is its own
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname, a.attnum
