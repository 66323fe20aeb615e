-- The extensions of this database.
-- Returns: name, schema
-- Touches pg_extension, pg_namespace; takes no lock. Minimum version: 10
SELECT e.extname, n.nspname FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
ORDER BY e.extname
