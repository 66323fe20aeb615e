-- Those of the functions $1 (names with arguments, as text[]) that exist and have no search_path of their own.
-- Returns: function with its arguments
-- Touches pg_proc; takes no lock. Minimum version: 10
SELECT p.oid::regprocedure::text
FROM unnest(?::text[]) AS f (name) JOIN pg_proc AS p ON p.oid = to_regprocedure(f.name)
WHERE NOT EXISTS (SELECT FROM unnest(p.proconfig) AS s (setting) WHERE s.setting LIKE 'search_path=%')
ORDER BY 1
