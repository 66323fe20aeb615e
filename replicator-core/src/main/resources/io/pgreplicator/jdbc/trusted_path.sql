-- An index may call a function in SQL whose body names others without their schemas, and the planner reads that body for each statement
-- that touches the table. Where there is such an index, these are the schemas of the database's own path to look in after ours: only those
-- that belong to superusers or to roles that may do whatever we may, in which nobody else can create anything or has a function or an
-- operator, which could take the place of a built-in one. None where a column may hold names of objects, whose text depends on the path.
-- Every name is qualified, because the database's own path still holds.
-- Returns: schemas, separated by commas; null when there are none. Touches the catalog; takes no lock. Minimum version: 10
WITH trusted AS (
    SELECT r.oid FROM pg_catalog.pg_roles AS r
    WHERE r.rolsuper OR pg_catalog.pg_has_role(r.oid, session_user::pg_catalog.name, 'USAGE')
        OR r.rolname OPERATOR(pg_catalog.=) 'pg_database_owner'::pg_catalog.name AND EXISTS (
            SELECT FROM pg_catalog.pg_database AS b JOIN pg_catalog.pg_roles AS o ON o.oid OPERATOR(pg_catalog.=) b.datdba
            WHERE b.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
                AND (o.rolsuper OR pg_catalog.pg_has_role(o.oid, session_user::pg_catalog.name, 'USAGE')))
)
SELECT pg_catalog.string_agg(pg_catalog.quote_ident(n.nspname::pg_catalog.text), ', ' ORDER BY s.position)
FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS s (name, position)
    JOIN pg_catalog.pg_namespace AS n ON n.nspname OPERATOR(pg_catalog.=) s.name
WHERE n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog'::pg_catalog.name AND EXISTS (
    SELECT FROM pg_catalog.pg_index AS i
        JOIN pg_catalog.pg_depend AS d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
            AND d.objid OPERATOR(pg_catalog.=) i.indexrelid
            AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid
        JOIN pg_catalog.pg_proc AS p ON p.oid OPERATOR(pg_catalog.=) d.refobjid AND p.proconfig IS NULL
        JOIN pg_catalog.pg_language AS l ON l.oid OPERATOR(pg_catalog.=) p.prolang
            AND l.lanname OPERATOR(pg_catalog.=) 'sql'::pg_catalog.name
    WHERE i.indexprs IS NOT NULL OR i.indpred IS NOT NULL
) AND EXISTS (SELECT FROM trusted AS t WHERE t.oid OPERATOR(pg_catalog.=) n.nspowner)
AND NOT EXISTS (
    SELECT FROM pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n'::pg_catalog."char", n.nspowner))) AS a
    WHERE a.privilege_type OPERATOR(pg_catalog.=) 'CREATE'
        AND NOT EXISTS (SELECT FROM trusted AS t WHERE t.oid OPERATOR(pg_catalog.=) a.grantee)
) AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_proc AS p
    WHERE p.pronamespace OPERATOR(pg_catalog.=) n.oid
        AND NOT EXISTS (SELECT FROM trusted AS t WHERE t.oid OPERATOR(pg_catalog.=) p.proowner)
) AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_operator AS o
    WHERE o.oprnamespace OPERATOR(pg_catalog.=) n.oid
        AND NOT EXISTS (SELECT FROM trusted AS t WHERE t.oid OPERATOR(pg_catalog.=) o.oprowner)
) AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_type AS y LEFT JOIN pg_catalog.pg_type AS u ON u.oid OPERATOR(pg_catalog.=) y.typbasetype
        LEFT JOIN pg_catalog.pg_attribute AS a ON a.atttypid OPERATOR(pg_catalog.=) y.oid
            AND a.attrelid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND a.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2
    WHERE u.typname OPERATOR(pg_catalog.~) '^_?reg'
        OR y.typname OPERATOR(pg_catalog.~) '^_?reg' AND y.oid OPERATOR(pg_catalog.<) 16384::pg_catalog.oid AND a.attrelid IS NOT NULL
)
