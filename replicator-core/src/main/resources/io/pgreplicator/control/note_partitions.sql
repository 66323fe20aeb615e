-- Notes how the target's tables of the numbers in $1 (text[]), of which nothing is noted, are partitioned now.
-- Touches replicator.table_copy, replicator.copied_partition, pg_inherits, pg_class, pg_namespace; takes no lock on user tables.
-- Minimum version: 10
INSERT INTO replicator.copied_partition (table_id, relation, attachment, schema_name, partition_name)
WITH RECURSIVE tree (table_id, relation, attachment) AS (
    SELECT t.table_id, t.relation, '' FROM replicator.table_copy AS t WHERE t.table_id = ANY (?::integer[])
    UNION ALL
    SELECT t.table_id, i.inhrelid, t.attachment || i.inhparent || ' ' || i.xmin || ','
    FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation AND to_jsonb(i) ->> 'inhdetachpending' IS DISTINCT FROM 'true'
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
)
SELECT t.table_id, t.relation, t.attachment, n.nspname, c.relname
FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE t.attachment <> ''
