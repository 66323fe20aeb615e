-- What exists under the name of a table: the relations with the schemas $1 and names $2 (text[], pairwise).
-- Returns: schema, name, kind, whether it is a partition
-- Touches pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, c.relname, c.relkind, c.relispartition
FROM unnest(?::text[], ?::text[]) AS w (schema, name)
    JOIN pg_namespace AS n ON n.nspname = w.schema
    JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
ORDER BY n.nspname, c.relname
