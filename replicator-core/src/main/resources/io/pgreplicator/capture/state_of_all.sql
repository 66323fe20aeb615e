-- One digest of all that table_states looks at, of all captured tables together: while it is unchanged, so is each of theirs. It reads each
-- catalog once, so with many tables it is far cheaper; it does not say which table has changed.
-- Returns: one text
-- Touches replicator_capture.captured_table, captured_column, captured_leaf and the catalog; takes no lock on user tables.
-- Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT t.relation::oid FROM replicator_capture.captured_table AS t
    UNION
    SELECT l.relation FROM replicator_capture.captured_leaf AS l
    UNION
    SELECT i.inhrelid FROM tree AS r JOIN pg_inherits AS i ON i.inhparent = r.relation
), attribute AS (
    SELECT a.attrelid, a.attnum, a.atttypid, a.xmin::text::bigint AS version
    FROM tree AS r JOIN pg_attribute AS a ON a.attrelid = r.relation
    WHERE a.attnum > 0 AND NOT a.attisdropped
), item (kind, number, version) AS (
    SELECT 'captured table', t.table_id::bigint, t.xmin::text::bigint FROM replicator_capture.captured_table AS t
    UNION ALL
    SELECT 'captured column', d.table_id::bigint * 2048 + d.number, d.xmin::text::bigint FROM replicator_capture.captured_column AS d
    UNION ALL
    SELECT 'captured leaf', l.relation::bigint, l.xmin::text::bigint FROM replicator_capture.captured_leaf AS l
    UNION ALL
    SELECT 'member', r.relation::bigint, 0 FROM tree AS r
    UNION ALL
    SELECT 'relation', c.oid::bigint, c.xmin::text::bigint FROM tree AS r JOIN pg_class AS c ON c.oid = r.relation
    UNION ALL
    SELECT 'schema', n.oid::bigint, n.xmin::text::bigint FROM pg_namespace AS n
    UNION ALL
    SELECT 'column', a.attrelid::bigint * 2048 + a.attnum, a.version FROM attribute AS a
    UNION ALL
    SELECT 'type', y.oid::bigint, y.xmin::text::bigint
    FROM (SELECT DISTINCT a.atttypid FROM attribute AS a) AS u JOIN pg_type AS y ON y.oid = u.atttypid
    UNION ALL
    SELECT 'trigger', g.oid::bigint, g.xmin::text::bigint FROM tree AS r JOIN pg_trigger AS g ON g.tgrelid = r.relation
    UNION ALL
    SELECT 'index', i.indexrelid::bigint, i.xmin::text::bigint FROM tree AS r JOIN pg_index AS i ON i.indrelid = r.relation
    UNION ALL
    SELECT 'state of index', i.indexrelid::bigint, i.indisvalid::integer + 2 * i.indisready::integer + 4 * i.indislive::integer
    FROM tree AS r JOIN pg_index AS i ON i.indrelid = r.relation
    UNION ALL
    SELECT 'child', i.inhrelid::bigint, i.xmin::text::bigint FROM tree AS r JOIN pg_inherits AS i ON i.inhrelid = r.relation
    UNION ALL
    SELECT 'parent', i.inhparent::bigint, i.xmin::text::bigint FROM tree AS r JOIN pg_inherits AS i ON i.inhrelid = r.relation
    UNION ALL
    SELECT 'subscription', s.srrelid::bigint, s.srsubid::bigint FROM tree AS r JOIN pg_subscription_rel AS s ON s.srrelid = r.relation
)
SELECT concat_ws('; ',
    (
        SELECT string_agg(kind || ' ' || items, ', ' ORDER BY kind)
        FROM (
            SELECT kind, count(*) || ' ' || sum(version) || ' ' || sum(version::numeric * number) || ' ' || sum(number) AS items
            FROM item GROUP BY kind
        ) AS kinds
    ),
    (
        SELECT md5(string_agg(s.type || ' ' || s.structure::text, ' ' ORDER BY s.type))
        FROM (SELECT ARRAY(SELECT DISTINCT a.atttypid FROM attribute AS a WHERE a.atttypid >= 16384) AS types) AS u
            CROSS JOIN LATERAL replicator_capture.structures_of(u.types) AS s
        WHERE u.types <> '{}'
    ))
