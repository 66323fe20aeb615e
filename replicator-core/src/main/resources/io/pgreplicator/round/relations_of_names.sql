-- The relations of these names.
-- Parameters: $1 schemas, $2 names, in the same order
-- Returns: schema, name, how it is partitioned (empty if it is not)
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, c.relname, coalesce(pg_get_partkeydef(c.oid), '')
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE (n.nspname::text, c.relname::text) IN (SELECT w.schema, w.name FROM unnest(?::text[], ?::text[]) AS w (schema, name))
