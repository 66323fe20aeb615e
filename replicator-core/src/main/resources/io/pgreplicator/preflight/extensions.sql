-- The extensions of this database, without those that every database has.
-- Returns: name, schema, version
-- Touches pg_extension, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT e.extname, n.nspname, e.extversion
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
ORDER BY e.extname
