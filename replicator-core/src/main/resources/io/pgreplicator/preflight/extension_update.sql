-- Whether this server can bring the extension $1 from version $2 to version $3.
-- Returns one row if it can: whether this role may, provided that it owns the extension
-- Touches pg_available_extension_versions; takes no lock. Minimum version: 10
SELECT NOT v.superuser OR to_jsonb(v) ->> 'trusted' = 'true' OR (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = current_user)
FROM pg_available_extension_versions AS v
    CROSS JOIN LATERAL pg_extension_update_paths(v.name) AS p
WHERE v.name = ? AND p.source = ? AND p.target = ? AND p.path IS NOT NULL AND v.version = p.target
