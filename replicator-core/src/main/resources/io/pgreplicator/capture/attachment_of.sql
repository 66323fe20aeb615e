-- How a partition is attached to the captured table: the rows of pg_inherits from the table down to it, each by its parent and the
-- transaction that made it. NULL when it is not attached, or about to be detached. The same text as in missing_leaves.sql.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.attachment_of(captured integer, leaf oid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    WITH RECURSIVE up (relation, path) AS (
        SELECT leaf, ''
        UNION ALL
        SELECT i.inhparent, i.inhparent || ' ' || i.xmin || ',' || u.path
        FROM up AS u JOIN pg_inherits AS i ON i.inhrelid = u.relation
            AND to_jsonb(i) ->> 'inhdetachpending' IS DISTINCT FROM 'true'
    )
    SELECT u.path FROM up AS u JOIN replicator_capture.captured_table AS t ON t.relation = u.relation WHERE t.table_id = captured
$function$;
