-- The captured tables of the given numbers, or all when $1 is null, with what each looks like now.
-- Returns: table id, oid, schema, name, capture id, kind, key columns, segment, columns as carried; present schema, present
--   name (null when the table is gone), present columns, those of them that are not carried as they are now or whose values
--   may have been rewritten or whose types are made of something else, whether the triggers stand, whether the
--   key stands under whatever names, whether a subscription writes to it, whose apply process fires no statement triggers,
--   what its types were made of and are no more; whether a unique index is over the captured columns of the key, though they may
--   be null; unless the key stands, the statements that give these columns their names back where other columns have them now, and how
--   these columns are called then (null if one is gone or of another type)
-- Parameters: :unique_index (the query of unique_index.sql for i.indexrelid)
-- Touches replicator_capture.captured_table, captured_column and the catalog; takes no lock on user tables. Minimum version: 10
WITH wanted AS (
    SELECT t.* FROM replicator_capture.captured_table AS t, (SELECT ?::int[] AS numbers) AS w
    WHERE w.numbers IS NULL OR t.table_id = ANY (w.numbers)
), structure AS (
    SELECT s.type, s.structure
    FROM (SELECT ARRAY(
            SELECT DISTINCT a.atttypid FROM wanted AS t JOIN pg_attribute AS a ON a.attrelid = t.relation
            WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384) AS types) AS u
        CROSS JOIN LATERAL replicator_capture.structures_of(u.types) AS s
    WHERE u.types <> '{}'
)
SELECT t.table_id, t.relation::bigint, t.schema_name, t.table_name, t.capture_id, t.kind, t.key_columns, t.segment,
    (SELECT string_agg(format('%s. %I %s', number, name, type), ', ' ORDER BY number)
     FROM replicator_capture.captured_column AS d WHERE d.table_id = t.table_id),
    n.nspname, c.relname,
    p.columns, p.fresh,
    t.triggers = replicator_capture.triggers_of(c.oid)
        AND NOT EXISTS (
            SELECT FROM replicator_capture.captured_leaf AS l
            WHERE l.table_id = t.table_id AND l.triggers IS DISTINCT FROM replicator_capture.triggers_of(l.relation)
                AND replicator_capture.attachment_of(t.table_id, l.relation) IS NOT NULL) AS triggers_stand,
    u.stands AS key_stands,
    t.kind = 'PLAIN' AND EXISTS (SELECT FROM pg_subscription_rel AS s WHERE s.srrelid = t.relation),
    ARRAY(
        SELECT DISTINCT regexp_replace(f.fact, ' #\d+$', '')
        FROM replicator_capture.captured_column AS d
            LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.number
            LEFT JOIN structure AS s ON s.type = a.atttypid
            CROSS JOIN LATERAL unnest(d.structure) AS f (fact)
        WHERE d.table_id = t.table_id AND d.structure IS DISTINCT FROM s.structure AND NOT f.fact = ANY (s.structure)
        ORDER BY 1),
    u.stands OR EXISTS (
        SELECT FROM pg_index AS i
        WHERE i.indrelid = c.oid AND EXISTS (:unique_index)
            AND t.key_columns = ARRAY(
                SELECT d.name FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
                    JOIN replicator_capture.captured_column AS d ON d.table_id = t.table_id AND d.number = k.attnum
                WHERE k.position <= coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
                ORDER BY k.position)
            AND coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts) = array_length(t.key_columns, 1)),
    coalesce(k.renames, ''), k.names
FROM wanted AS t
    LEFT JOIN pg_class AS c ON c.oid = t.relation
    LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (
        SELECT string_agg(format('%s. %I %s', p.number, p.name, p.type), ', ' ORDER BY p.number) AS columns,
            coalesce(array_agg(p.name ORDER BY p.number) FILTER (
                WHERE d.version IS NULL OR (d.structure IS DISTINCT FROM s.structure AND NOT coalesce(d.structure <@ s.structure, false))
                    OR d.version <> p.version AND t.files <> replicator_capture.files_of(c.oid)), '{}') AS fresh
        FROM replicator_capture.columns_of(c.oid) AS p
            LEFT JOIN replicator_capture.captured_column AS d
                ON d.table_id = t.table_id AND d.number = p.number AND d.name = p.name AND d.type = p.type
            LEFT JOIN structure AS s ON s.type = p.type_oid
    ) AS p
    -- OFFSET: evaluated once
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM pg_index AS i
            WHERE i.indrelid = c.oid AND EXISTS (:unique_index)
                AND t.key_columns = ARRAY(
                    SELECT d.name FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
                        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum AND a.attnotnull
                        JOIN replicator_capture.captured_column AS d ON d.table_id = t.table_id AND d.number = k.attnum
                            AND d.type = format_type(a.atttypid, a.atttypmod)
                    WHERE k.position <= coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
                    ORDER BY k.position)
                AND coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts) = array_length(t.key_columns, 1)
                AND NOT EXISTS (
                    SELECT FROM pg_constraint AS y JOIN unnest(i.indkey::int2[]) AS k (attnum) ON k.attnum = ANY (y.conkey)
                    WHERE y.conrelid = c.oid AND y.contype = 'n' AND NOT y.convalidated)
        ) AS stands
        OFFSET 0
    ) AS u
    LEFT JOIN LATERAL (
        SELECT CASE WHEN bool_or(o.attname IS NOT NULL) THEN
                string_agg(format('ALTER TABLE %I.%I RENAME COLUMN %I TO %I; ', n.nspname, c.relname, k.name,
                    CASE WHEN other.name IS NULL OR other.name = ANY (t.key_columns) OR EXISTS (
                        SELECT FROM pg_attribute AS x WHERE x.attrelid = c.oid AND x.attname = other.name)
                    THEN k.name || '_new' ELSE other.name END), '') FILTER (WHERE o.attname IS NOT NULL)
                || string_agg(format('ALTER TABLE %I.%I RENAME COLUMN %I TO %I; ', n.nspname, c.relname, a.attname, k.name), '')
                    FILTER (WHERE a.attname <> k.name) END AS renames,
            CASE WHEN bool_or(a.attname IS NULL) THEN NULL
                WHEN bool_or(o.attname IS NOT NULL) THEN t.key_columns
                ELSE array_agg(a.attname::text ORDER BY k.position) END AS names
        FROM unnest(t.key_columns) WITH ORDINALITY AS k (name, position)
            JOIN replicator_capture.captured_column AS d ON d.table_id = t.table_id AND d.name = k.name
            LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.number AND NOT a.attisdropped
                AND d.type = format_type(a.atttypid, a.atttypmod)
            LEFT JOIN pg_attribute AS o ON o.attrelid = c.oid AND o.attname = k.name AND o.attnum <> d.number
            LEFT JOIN replicator_capture.captured_column AS other ON other.table_id = t.table_id AND other.number = o.attnum
        WHERE NOT u.stands
    ) AS k ON true
ORDER BY t.table_id
