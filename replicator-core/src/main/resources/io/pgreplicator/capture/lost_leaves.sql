-- The captured partitions that were detached or dropped since, and whose rows are not marked yet for that.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.lost_leaves() RETURNS SETOF replicator_capture.captured_leaf
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    WITH RECURSIVE tree (captured, relation) AS (
        SELECT t.table_id, t.relation FROM replicator_capture.captured_table AS t JOIN pg_class AS c ON c.oid = t.relation
        WHERE t.kind = 'PARTITIONED'
        UNION ALL
        SELECT t.captured, i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
            AND to_jsonb(i) ->> 'inhdetachpending' IS DISTINCT FROM 'true'
    )
    SELECT l.*
    FROM replicator_capture.captured_leaf AS l
    WHERE l.triggers IS NOT NULL AND l.attachment <> 'left' AND l.table_id IN (SELECT captured FROM tree)
        AND NOT EXISTS (SELECT FROM tree AS t WHERE t.captured = l.table_id AND t.relation = l.relation)
$function$;
