-- The partitions that are not captured yet, or were detached and attached again since: new ones of captured tables, and all
-- remaining ones of tables that are not complete. And those that were detached or dropped since.
-- Parameters: $1 whether the tables are complete, $2 whether those that were captured and released count as captured, $3 whether those
--   that have gone are wanted
-- Returns: table id, leaf oid, leaf schema, leaf name, leaf kind, whether its writes are captured nevertheless; kind 'gone' and an empty
--   schema for one that was detached or dropped
-- Touches pg_inherits, pg_class; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (captured, relation, attachment) AS (
    SELECT table_id, relation, '' FROM replicator_capture.captured_table WHERE kind = 'PARTITIONED' AND complete = ?
    UNION ALL
    SELECT t.captured, i.inhrelid, t.attachment || i.inhparent || ' ' || i.xmin || ','
    FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation AND to_jsonb(i) ->> 'inhdetachpending' IS DISTINCT FROM 'true'
)
SELECT t.captured, c.oid::bigint, n.nspname, c.relname, c.relkind::text, EXISTS (
        SELECT FROM replicator_capture.captured_leaf AS l
        WHERE l.table_id = t.captured AND l.relation = c.oid AND l.triggers IS NOT NULL)
FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind <> 'p' AND NOT EXISTS (
    SELECT FROM replicator_capture.captured_leaf AS l WHERE l.relation = c.oid AND l.attachment = t.attachment AND (l.triggers IS NOT NULL OR ?))
UNION ALL
SELECT l.table_id, l.relation::bigint, '', l.name, 'gone', false FROM replicator_capture.lost_leaves() AS l WHERE ?
ORDER BY 1, 3, 4
