-- A digest of what the catalog holds about the captured tables and their partitions, and of which these are, that changes with
-- any change of it: each change leaves a row version of a later transaction, or removes a row. Far cheaper than checking each
-- table. The definitions of user types are read in full.
-- Returns: one text
-- Touches replicator_capture.captured_table, captured_leaf and the catalog; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT relation FROM replicator_capture.captured_table
    UNION
    SELECT relation FROM replicator_capture.captured_leaf
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), item (kind, number, version) AS (
    SELECT 'table', c.oid::bigint, c.xmin::text::bigint FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation
    UNION ALL
    SELECT 'schema', n.oid::bigint, n.xmin::text::bigint FROM pg_namespace AS n
    WHERE n.oid IN (SELECT c.relnamespace FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation)
    UNION ALL
    SELECT 'column', a.attrelid::bigint * 2048 + a.attnum, a.xmin::text::bigint + y.xmin::text::bigint
    FROM tree AS t JOIN pg_attribute AS a ON a.attrelid = t.relation AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type AS y ON y.oid = a.atttypid
    UNION ALL
    SELECT 'trigger', g.oid::bigint, g.xmin::text::bigint FROM tree AS t JOIN pg_trigger AS g ON g.tgrelid = t.relation
    UNION ALL
    SELECT 'index', i.indexrelid::bigint, i.xmin::text::bigint FROM tree AS t JOIN pg_index AS i ON i.indrelid = t.relation
    UNION ALL
    SELECT 'captured', l.relation::bigint, l.table_id::bigint FROM replicator_capture.captured_leaf AS l
    UNION ALL
    SELECT 'subscription', s.srrelid::bigint, s.srsubid::bigint FROM tree AS t JOIN pg_subscription_rel AS s ON s.srrelid = t.relation
    UNION ALL
    SELECT 'parent', i.inhrelid::bigint + i.inhparent::bigint, i.xmin::text::bigint
    FROM tree AS t JOIN pg_inherits AS i ON i.inhrelid = t.relation
)
SELECT coalesce(string_agg(kind || ' ' || items, ', ' ORDER BY kind), '') || coalesce((
    SELECT ', types ' || md5(string_agg(s.type || ' ' || s.structure::text, ' ' ORDER BY s.type))
    FROM (SELECT ARRAY(
            SELECT DISTINCT a.atttypid FROM tree AS t JOIN pg_attribute AS a ON a.attrelid = t.relation
            WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384) AS types) AS u
        CROSS JOIN LATERAL replicator_capture.structures_of(u.types) AS s
    WHERE u.types <> '{}'), '')
FROM (
    SELECT kind, count(*) || ' ' || sum(version) || ' ' || sum(version::numeric * number) AS items FROM item GROUP BY kind
) AS kinds
