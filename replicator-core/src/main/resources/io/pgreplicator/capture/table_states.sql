-- A digest for each captured table of the given numbers, or of all when $1 is null: of what our records and the catalog hold about
-- it and its partitions, and of which these are. It changes with any change of them: each leaves a row version of a later
-- transaction, or removes a row; only before 14 an index is made invalid in place. Far cheaper than checking the table. The definitions of user types are read in full.
-- Returns: table id, digest
-- Touches replicator_capture.captured_table, captured_column, captured_leaf and the catalog, by index; takes no lock on user tables.
-- Minimum version: 10
SELECT t.table_id, md5(concat_ws(' ', t.xmin,
    (SELECT string_agg(d.xmin::text, ' ' ORDER BY d.number) FROM replicator_capture.captured_column AS d WHERE d.table_id = t.table_id),
    (
        WITH RECURSIVE tree (relation) AS (
            SELECT t.relation
            UNION
            SELECT l.relation FROM replicator_capture.captured_leaf AS l WHERE l.table_id = t.table_id
            UNION
            SELECT i.inhrelid FROM tree AS r JOIN pg_inherits AS i ON i.inhparent = r.relation
        )
        SELECT string_agg(concat_ws(' ', r.relation,
            (SELECT concat_ws(' ', c.xmin, n.xmin) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
             WHERE c.oid = r.relation),
            'leaf', (SELECT l.xmin FROM replicator_capture.captured_leaf AS l WHERE l.relation = r.relation AND l.table_id = t.table_id),
            'columns', (SELECT string_agg(concat_ws(' ', a.attnum, a.xmin, y.xmin, n.xmin), ' ' ORDER BY a.attnum)
             FROM pg_attribute AS a JOIN pg_type AS y ON y.oid = a.atttypid JOIN pg_namespace AS n ON n.oid = y.typnamespace
             WHERE a.attrelid = r.relation AND a.attnum > 0 AND NOT a.attisdropped),
            'triggers', (SELECT string_agg(concat_ws(' ', g.oid, g.xmin), ' ' ORDER BY g.oid)
             FROM pg_trigger AS g WHERE g.tgrelid = r.relation),
            'indexes', (SELECT string_agg(concat_ws(' ', i.indexrelid, i.xmin, i.indisvalid, i.indisready, i.indislive), ' ' ORDER BY i.indexrelid)
             FROM pg_index AS i WHERE i.indrelid = r.relation),
            'parents', (SELECT string_agg(concat_ws(' ', i.inhparent, i.xmin), ' ' ORDER BY i.inhparent)
             FROM pg_inherits AS i WHERE i.inhrelid = r.relation),
            'subscriptions', (SELECT string_agg(s.srsubid::text, ' ' ORDER BY s.srsubid)
             FROM pg_subscription_rel AS s WHERE s.srrelid = r.relation)), ' ' ORDER BY r.relation)
        FROM tree AS r
    ),
    'types', (
        SELECT string_agg(s.type || ' ' || s.structure::text, ' ' ORDER BY s.type)
        FROM (SELECT ARRAY(
                SELECT DISTINCT a.atttypid FROM pg_attribute AS a
                WHERE a.attrelid = t.relation AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384) AS types) AS u
            CROSS JOIN LATERAL replicator_capture.structures_of(u.types) AS s
        WHERE u.types <> '{}')))
FROM replicator_capture.captured_table AS t, (SELECT ?::int[] AS numbers) AS w
WHERE w.numbers IS NULL OR t.table_id = ANY (w.numbers)
