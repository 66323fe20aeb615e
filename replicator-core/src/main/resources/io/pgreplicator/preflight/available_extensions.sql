-- The extensions that this server could create.
-- Returns: name, whether this role may create it
-- Touches pg_available_extensions, pg_available_extension_versions; takes no lock. Minimum version: 10
SELECT a.name, coalesce(bool_or(NOT v.superuser OR to_jsonb(v) ->> 'trusted' = 'true'), false)
        AND has_database_privilege(current_database(), 'CREATE')
    OR (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = current_user)
FROM pg_available_extensions AS a
    LEFT JOIN pg_available_extension_versions AS v ON v.name = a.name AND v.version = a.default_version
GROUP BY a.name
