-- The partitions of a table of the target that are not called as one of the source's, without its default partition.
-- Parameters: $1 schema and $2 name of the table, $3 the schemas and $4 the names of the source's partitions, in the same order
-- Returns: schema and name
-- Touches the catalog; takes no lock on user tables. Minimum version: 11
SELECT m.nspname, c.relname
FROM pg_class AS p JOIN pg_namespace AS n ON n.oid = p.relnamespace
    JOIN pg_inherits AS i ON i.inhparent = p.oid
    JOIN pg_class AS c ON c.oid = i.inhrelid JOIN pg_namespace AS m ON m.oid = c.relnamespace
    JOIN pg_partitioned_table AS t ON t.partrelid = p.oid
WHERE n.nspname = ? AND p.relname = ? AND c.oid <> t.partdefid
    AND (m.nspname::text, c.relname::text) NOT IN (SELECT w.schema, w.name FROM unnest(?::text[], ?::text[]) AS w (schema, name))
ORDER BY m.nspname, c.relname
