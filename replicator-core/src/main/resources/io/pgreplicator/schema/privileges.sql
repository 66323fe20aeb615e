-- The privileges that roles other than the owners have on the user objects of this database.
-- Parameter: :is_user_schema (the condition for a row n of pg_namespace)
-- Returns: kind, schema, the table it belongs to or is (null for none), name, grantee, privileges, and the statements that revoke and
--   grant them (text[])
-- Touches pg_class, pg_attribute, pg_proc, pg_type, pg_namespace, pg_roles; takes no lock on user tables. Minimum version: 10
WITH namespace AS (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl FROM pg_namespace AS n
    WHERE :is_user_schema
), member AS (
    SELECT d.classid, d.objid FROM pg_depend AS d WHERE d.deptype = 'e'
), relation AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relowner, c.relacl
    FROM pg_class AS c JOIN namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND (c.oid, 'pg_class'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
), object (kind, schema, relation, name, owner, acl, place, attribute) AS (
    SELECT CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' ELSE 'table' END, c.nspname,
        CASE WHEN c.relkind IN ('r', 'p') THEN c.relname END, format('%s.%s', c.nspname, c.relname), c.relowner, c.relacl,
        format('%s %I.%I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.nspname, c.relname), NULL
    FROM relation AS c
    UNION ALL
    SELECT 'column', c.nspname, c.relname, format('%s.%s.%s', c.nspname, c.relname, a.attname), c.relowner, a.attacl,
        format('TABLE %I.%I', c.nspname, c.relname), a.attname
    FROM relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 'function', n.nspname, NULL, format('%s.%s(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
        p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)),
        format('ROUTINE %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), NULL
    FROM pg_proc AS p JOIN namespace AS n ON n.oid = p.pronamespace
    WHERE (p.oid, 'pg_proc'::regclass) NOT IN (SELECT d.objid, d.classid FROM pg_depend AS d WHERE d.deptype IN ('e', 'i'))
    UNION ALL
    SELECT 'type', n.nspname, NULL, format('%s.%s', n.nspname, t.typname), t.typowner, coalesce(t.typacl, acldefault('T', t.typowner)),
        format('TYPE %I.%I', n.nspname, t.typname), NULL
    FROM pg_type AS t JOIN namespace AS n ON n.oid = t.typnamespace
    WHERE t.typtype IN ('e', 'd', 'r') AND (t.oid, 'pg_type'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
    UNION ALL
    -- what everybody may do in public is a default of the server's version
    SELECT 'schema', n.nspname, NULL, n.nspname, n.nspowner, n.nspacl, format('SCHEMA %I', n.nspname), NULL FROM namespace AS n WHERE n.nspname <> 'public'
)
SELECT o.kind, o.schema, o.relation, o.name, coalesce(r.rolname, 'PUBLIC'),
    string_agg(x.privilege_type || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, ', ' ORDER BY x.privilege_type),
    concat('REVOKE ALL', s.attribute, ' ON ', o.place, ' FROM ', s.grantee),
    array_remove(ARRAY[
        'GRANT ' || string_agg(x.privilege_type || s.attribute, ', ' ORDER BY x.privilege_type) FILTER (WHERE NOT x.is_grantable)
            || ' ON ' || o.place || ' TO ' || s.grantee,
        'GRANT ' || string_agg(x.privilege_type || s.attribute, ', ' ORDER BY x.privilege_type) FILTER (WHERE x.is_grantable)
            || ' ON ' || o.place || ' TO ' || s.grantee || ' WITH GRANT OPTION'
    ], NULL)
FROM object AS o CROSS JOIN LATERAL aclexplode(o.acl) AS x LEFT JOIN pg_roles AS r ON r.oid = x.grantee
    CROSS JOIN LATERAL (
        SELECT coalesce(quote_ident(r.rolname), 'PUBLIC') AS grantee, coalesce(' (' || quote_ident(o.attribute) || ')', '') AS attribute
    ) AS s
-- a privilege of later versions, which GRANT ALL includes there
WHERE x.grantee <> o.owner AND x.privilege_type <> 'MAINTAIN'
GROUP BY o.kind, o.schema, o.relation, o.name, o.place, coalesce(r.rolname, 'PUBLIC'), s.grantee, s.attribute
