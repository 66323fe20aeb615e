-- The user's tables and their partitions, without those that belong to an extension.
-- Parameter: :is_user_schema (the condition for a row n of pg_namespace)
-- Returns: oid, schema and name of the unpartitioned or partitioned table that it is or belongs to
-- Touches pg_class, pg_namespace, pg_depend, pg_inherits; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (oid, schema, root) AS (
    SELECT c.oid, n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE :is_user_schema AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    UNION ALL
    SELECT i.inhrelid, t.schema, t.root FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.oid
        JOIN pg_class AS c ON c.oid = i.inhrelid AND c.relispartition
)
SELECT t.oid, t.schema, t.root FROM tree AS t
