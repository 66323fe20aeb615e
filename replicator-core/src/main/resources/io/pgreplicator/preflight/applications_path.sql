-- The schemas where the database's applications look for names, without the one that is named after the role.
-- Returns: a list of identifiers, may be empty
-- Touches pg_settings; takes no lock. Minimum version: 10
SELECT trim(BOTH ', ' FROM regexp_replace(s.reset_val, '"?\$user"?\s*,?', '', 'g')) FROM pg_settings AS s WHERE s.name = 'search_path'
