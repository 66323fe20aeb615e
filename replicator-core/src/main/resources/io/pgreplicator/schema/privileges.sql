-- The user objects of this database and their columns, and the privileges that roles have on them. An owner has all that there are.
-- Parameters: :is_user_schema (the condition for a row n of pg_namespace), :user_tables (the query of that name),
--   :routine_arguments (of a row p of pg_proc)
-- Returns: kind, schema, the unpartitioned or partitioned table it belongs to (null for none), name, what GRANT calls it after ON, what
--   GRANT calls its column (empty for the whole object), owner, a role with privileges on it (null for none), these (text[]), and those
--   of them that the role may grant (text[], null for none). Roles are quoted; PUBLIC is not, and is everybody.
-- Touches pg_class, pg_attribute, pg_inherits, pg_proc, pg_type, pg_namespace, pg_depend, pg_roles; takes no lock on user tables.
-- Minimum version: 10
WITH namespace AS (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl, format('"%s"', replace(n.nspname, '"', '""')) AS quoted FROM pg_namespace AS n
    WHERE :is_user_schema
), member AS (
    SELECT d.classid, d.objid FROM pg_depend AS d WHERE d.deptype = 'e'
), tree (oid, schema, root) AS (
    :user_tables
), relation AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relowner, c.relacl, coalesce(t.schema, n.nspname) AS schema, t.root,
        format('%s %s."%s"', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.quoted, replace(c.relname, '"', '""')) AS place
    FROM pg_class AS c JOIN namespace AS n ON n.oid = c.relnamespace
        -- the table whose column a sequence belongs to
        LEFT JOIN pg_depend AS d ON c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
            AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
        LEFT JOIN tree AS t ON t.oid = coalesce(d.refobjid, c.oid)
    WHERE (c.relkind IN ('v', 'm', 'f', 'S') OR t.oid IS NOT NULL)
        AND (c.oid, 'pg_class'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
), object (kind, schema, root, name, place, attribute, owner, of_owner, acl) AS (
    SELECT CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
            ELSE 'table' END,
        c.schema, c.root, format('%s.%s', c.nspname, c.relname), c.place, '', c.relowner,
        acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner), c.relacl
    FROM relation AS c
    UNION ALL
    SELECT 'column', c.schema, c.root, format('%s.%s.%s', c.nspname, c.relname, a.attname), c.place,
        format(' ("%s")', replace(a.attname, '"', '""')), c.relowner, NULL, a.attacl
    FROM relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind <> 'S'
    UNION ALL
    SELECT 'function', n.nspname, NULL, format('%s.%s(%s)', n.nspname, p.proname, :routine_arguments),
        format('ROUTINE %s."%s"(%s)', n.quoted, replace(p.proname, '"', '""'), (
            -- the types alone: no form of the arguments is understood for every kind of routine
            SELECT string_agg(concat(CASE y.nspname WHEN 'pg_catalog' THEN format_type(e.oid, NULL)
                    ELSE format('"%s"."%s"', replace(y.nspname, '"', '""'), replace(e.typname, '"', '""')) END,
                CASE WHEN e.oid <> t.oid THEN '[]' END), ', ' ORDER BY g.position)
            FROM unnest(p.proargtypes) WITH ORDINALITY AS g (type, position) JOIN pg_type AS t ON t.oid = g.type
                LEFT JOIN pg_type AS l ON l.oid = t.typelem AND l.typarray = t.oid
                JOIN pg_type AS e ON e.oid = coalesce(l.oid, t.oid) JOIN pg_namespace AS y ON y.oid = e.typnamespace)),
        '', p.proowner, acldefault('f', p.proowner), coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc AS p JOIN namespace AS n ON n.oid = p.pronamespace
    WHERE (p.oid, 'pg_proc'::regclass) NOT IN (SELECT d.objid, d.classid FROM pg_depend AS d WHERE d.deptype IN ('e', 'i'))
    UNION ALL
    SELECT 'type', n.nspname, NULL, format('%s.%s', n.nspname, t.typname),
        format('TYPE %s."%s"', n.quoted, replace(t.typname, '"', '""')), '', t.typowner, acldefault('T', t.typowner),
        coalesce(t.typacl, acldefault('T', t.typowner))
    FROM pg_type AS t JOIN namespace AS n ON n.oid = t.typnamespace
    WHERE (t.typtype IN ('e', 'd', 'r')
            OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
        AND (t.oid, 'pg_type'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
    UNION ALL
    SELECT 'schema', n.nspname, NULL, n.nspname, 'SCHEMA ' || n.quoted, '', n.nspowner, acldefault('n', n.nspowner), n.nspacl
    FROM namespace AS n
)
SELECT o.kind, o.schema, o.root, o.name, o.place, o.attribute, format('"%s"', replace(w.rolname, '"', '""')),
    -- an entry of a role that was dropped is nobody's
    CASE WHEN x.grantee = 0 THEN 'PUBLIC' WHEN r.oid IS NOT NULL THEN format('"%s"', replace(r.rolname, '"', '""')) END AS grantee,
    -- several roles may have granted the same
    array_agg(DISTINCT x.privilege_type), array_agg(DISTINCT x.privilege_type) FILTER (WHERE x.is_grantable)
FROM object AS o JOIN pg_roles AS w ON w.oid = o.owner
    LEFT JOIN LATERAL (
        SELECT e.grantee, e.privilege_type, e.is_grantable FROM aclexplode(o.acl) AS e WHERE e.grantee <> o.owner
        UNION ALL
        SELECT e.grantee, e.privilege_type, e.is_grantable FROM aclexplode(o.of_owner) AS e WHERE e.grantee = o.owner) AS x ON true
    LEFT JOIN pg_roles AS r ON r.oid = x.grantee
GROUP BY o.kind, o.schema, o.root, o.name, o.place, o.attribute, w.rolname, x.grantee, r.oid, r.rolname
