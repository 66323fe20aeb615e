-- The files that hold the rows of a table, including those of its partitions. Whatever rewrites rows creates other files.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.files_of(relation oid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    WITH RECURSIVE tree (member) AS (
        SELECT relation UNION ALL
        SELECT i.inhrelid FROM tree JOIN pg_class AS c ON c.oid = tree.member AND c.relkind = 'p'
            JOIN pg_inherits AS i ON i.inhparent = c.oid
    )
    SELECT coalesce(string_agg(pg_relation_filenode(member)::text, ' ' ORDER BY member), '') FROM tree
$function$;
