-- The partitions of the target's tables that rows were written to, and that are no partitions of them any more, or were detached meanwhile.
-- Returns: schema, name, schema and name of the table; its schema and name now, null where it is gone or is a partition; whether a partition of
--   its table has its name instead; whether this role owns it and the table; number of the table, oid, and what attached it
-- Touches replicator.table_copy, replicator.copied_partition, pg_inherits, pg_class, pg_namespace; takes no lock on user tables.
-- Minimum version: 10
WITH RECURSIVE tree (table_id, relation, attachment) AS (
    SELECT t.table_id, t.relation, '' FROM replicator.table_copy AS t
    UNION ALL
    SELECT t.table_id, i.inhrelid, t.attachment || i.inhparent || ' ' || i.xmin || ','
    FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation AND to_jsonb(i) ->> 'inhdetachpending' IS DISTINCT FROM 'true'
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
)
SELECT p.schema_name, p.partition_name, t.schema_name, t.table_name, n.nspname, c.relname, EXISTS (
        SELECT FROM tree AS o JOIN pg_class AS r ON r.oid = o.relation JOIN pg_namespace AS s ON s.oid = r.relnamespace
        WHERE o.table_id = p.table_id AND s.nspname = p.schema_name AND r.relname = p.partition_name),
    coalesce(pg_has_role(c.relowner, 'USAGE') AND pg_has_role(r.relowner, 'USAGE'), false), p.table_id, p.relation::bigint, p.attachment
FROM replicator.copied_partition AS p JOIN replicator.table_copy AS t USING (table_id)
    LEFT JOIN pg_class AS r ON r.oid = t.relation
    LEFT JOIN pg_class AS c ON c.oid = p.relation AND NOT c.relispartition
    LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT EXISTS (
    SELECT FROM tree AS o WHERE o.table_id = p.table_id AND o.relation = p.relation AND o.attachment = p.attachment)
ORDER BY 3, 4, 1, 2
