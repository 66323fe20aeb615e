-- The schemas of this database, without the server's own.
-- Returns: name, whether it contains an extension
-- Touches pg_namespace, pg_extension; takes no lock. Minimum version: 10
SELECT n.nspname, EXISTS (SELECT FROM pg_extension AS e WHERE e.extnamespace = n.oid)
FROM pg_namespace AS n
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
ORDER BY n.nspname
