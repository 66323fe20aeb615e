-- The partitions of the tables with the numbers in $1 and the oids in $2 (text[]), on every level.
-- Returns: number of the table, oid, the rows of pg_inherits that attach it, schema, name
-- Touches pg_inherits, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (table_id, relation, attachment) AS (
    SELECT t.table_id, t.relation, '' FROM unnest(?::integer[], ?::oid[]) AS t (table_id, relation)
    UNION ALL
    SELECT t.table_id, i.inhrelid, t.attachment || i.inhparent || ' ' || i.xmin || ','
    FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation AND to_jsonb(i) ->> 'inhdetachpending' IS DISTINCT FROM 'true'
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
)
SELECT t.table_id, t.relation::bigint, t.attachment, n.nspname, c.relname
FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE t.attachment <> ''
