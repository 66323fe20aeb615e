-- The partitions of the tables with the schemas in $1 and the names in $2 (text[]), on every level.
-- Returns: schema and name of the table, schema, name, schema and name of its parent, its bounds
-- Touches pg_inherits, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (schema_name, table_name, parent, relation) AS (
    SELECT DISTINCT w.schema_name, w.table_name, 0::oid, c.oid
    FROM unnest(?::text[], ?::text[]) AS w (schema_name, table_name)
        JOIN pg_namespace AS n ON n.nspname = w.schema_name JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.table_name
    UNION ALL
    SELECT t.schema_name, t.table_name, t.relation, i.inhrelid
    FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation AND to_jsonb(i) ->> 'inhdetachpending' IS DISTINCT FROM 'true'
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
)
SELECT t.schema_name, t.table_name, n.nspname, c.relname, pn.nspname, p.relname, pg_get_expr(c.relpartbound, c.oid)
FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_class AS p ON p.oid = t.parent JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
