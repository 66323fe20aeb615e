-- The privileges of roles other than the owner in a schema of ours, and the statements that revoke them.
-- Parameter: :'schema'
-- Returns: the role, its privileges, whether they only read, the REVOKE
-- Touches pg_namespace, pg_class, pg_attribute, pg_proc; takes no lock on user tables. Minimum version: 10
WITH object (kind, oid, owner, acl) AS (
    SELECT 'SCHEMA', NULL::oid, n.nspowner, n.nspacl FROM pg_namespace AS n WHERE n.nspname = :'schema'
    UNION ALL
    SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, NULL::oid, c.relowner, c.relacl
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = :'schema'
    UNION ALL
    SELECT 'TABLE', NULL::oid, c.relowner, a.attacl
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = :'schema'
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
    UNION ALL
    SELECT 'FUNCTION', p.oid, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace AND n.nspname = :'schema'
), privilege AS (
    SELECT o.kind, o.oid, g.grantee, g.privilege_type,
        CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END AS role
    FROM object AS o CROSS JOIN LATERAL aclexplode(o.acl) AS g
    WHERE g.grantee <> o.owner
)
SELECT p.role, string_agg(DISTINCT p.privilege_type, ', '),
    bool_and(p.privilege_type = 'SELECT' OR p.privilege_type = 'USAGE' AND p.kind = 'SCHEMA'),
    CASE WHEN p.kind = 'SCHEMA' THEN format('REVOKE ALL ON SCHEMA %I', :'schema')
        WHEN p.kind = 'FUNCTION' AND p.grantee = 0 THEN 'REVOKE ALL ON FUNCTION ' || p.oid::regprocedure::text
        ELSE format('REVOKE ALL ON ALL %sS IN SCHEMA %I', p.kind, :'schema') END
    || format(' FROM %s CASCADE', p.role) AS revoke
FROM privilege AS p
GROUP BY p.role, revoke
ORDER BY p.role, revoke
