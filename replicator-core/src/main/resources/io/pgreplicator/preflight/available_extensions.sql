-- The extensions that this server could create.
-- Returns: name. Touches pg_available_extensions; takes no lock. Minimum version: 10
SELECT a.name FROM pg_available_extensions AS a
