-- The indexes and index-backed constraints of one target table, with the SQL that builds and finishes each.
-- Parameters: $1 table (schema-qualified name as text)
-- Returns: name, drop, build, finish (text[]), bytes, for a unique one over columns or expressions a query for the rows
--   that violate it, and whether a function of it is written in SQL or another language in which it may read tables
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
SELECT x.relname,
    CASE WHEN k.oid IS NULL THEN format('DROP INDEX %I.%I', n.nspname, x.relname)
        ELSE format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, t.relname, k.conname) END,
    CASE WHEN k.oid IS NULL OR s.by_index THEN pg_get_indexdef(x.oid)
        ELSE format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, t.relname, k.conname, pg_get_constraintdef(k.oid)) END,
    array_remove(ARRAY[
        CASE WHEN x.reltablespace <> 0 THEN format('ALTER INDEX %I.%I SET TABLESPACE %I', n.nspname, x.relname,
            (SELECT spcname FROM pg_tablespace WHERE oid = x.reltablespace)) END,
        CASE WHEN s.by_index THEN format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s USING INDEX %I%s%s', n.nspname, t.relname,
            k.conname, CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END, x.relname,
            CASE WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END,
            CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END) END,
        CASE WHEN obj_description(x.oid, 'pg_class') IS NOT NULL THEN
            format('COMMENT ON INDEX %I.%I IS %L', n.nspname, x.relname, obj_description(x.oid, 'pg_class')) END,
        CASE WHEN obj_description(k.oid, 'pg_constraint') IS NOT NULL THEN
            format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', k.conname, n.nspname, t.relname,
                obj_description(k.oid, 'pg_constraint')) END,
        CASE WHEN i.indisreplident THEN
            format('ALTER TABLE %I.%I REPLICA IDENTITY USING INDEX %I', n.nspname, t.relname, x.relname) END,
        CASE WHEN i.indisclustered THEN format('ALTER TABLE %I.%I CLUSTER ON %I', n.nspname, t.relname, x.relname) END
    ] || ARRAY(
        SELECT format('ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS %s', n.nspname, x.relname, a.attnum, a.attstattarget)
        FROM pg_attribute AS a WHERE a.attrelid = x.oid AND a.attstattarget >= 0
    ), NULL),
    pg_relation_size(x.oid),
    CASE WHEN i.indisunique AND NOT i.indisexclusion THEN (
        SELECT format('SELECT %s, count(*) FROM %I.%I%s GROUP BY %1$s HAVING count(*) > 1', string_agg(c.def, ', ' ORDER BY c.position),
            n.nspname, t.relname, ' WHERE ' || nullif(concat_ws(' AND ', pg_get_expr(i.indpred, i.indrelid),
                CASE WHEN coalesce(to_jsonb(i) ->> 'indnullsnotdistinct', 'false') = 'false' THEN
                    string_agg(format('(%s) IS NOT NULL', c.def), ' AND ' ORDER BY c.position) END), ''))
        FROM (
            SELECT k AS position, pg_get_indexdef(x.oid, k, true) AS def
            FROM generate_series(1, coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)) AS k
        ) AS c
    ) ELSE '' END,
    EXISTS (
        SELECT FROM pg_depend AS d LEFT JOIN pg_operator AS o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
            JOIN pg_proc AS p ON p.oid = CASE WHEN d.refclassid = 'pg_proc'::regclass THEN d.refobjid ELSE o.oprcode END
            JOIN pg_language AS l ON l.oid = p.prolang AND l.lanname NOT IN ('internal', 'c')
        WHERE d.classid = 'pg_class'::regclass AND d.objid = x.oid)
FROM pg_index AS i
    JOIN pg_class AS x ON x.oid = i.indexrelid
    JOIN pg_class AS t ON t.oid = i.indrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace
    JOIN pg_am AS m ON m.oid = x.relam
    LEFT JOIN pg_constraint AS k ON k.conindid = x.oid AND k.conrelid = t.oid AND k.contype IN ('p', 'u', 'x')
    CROSS JOIN LATERAL (SELECT k.contype IN ('p', 'u') AND m.amname = 'btree' AS by_index) AS s
WHERE t.oid = ?::regclass AND t.relkind = 'r' AND NOT t.relispartition
ORDER BY k.contype IS NOT NULL, x.relname
