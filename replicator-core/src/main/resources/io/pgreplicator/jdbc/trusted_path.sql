-- An index may call a function in SQL whose body names others without their schemas, and the planner reads that body for each statement
-- that touches the table. Where there is such an index, these are the schemas of the database's own path to look in after ours: only those
-- in which nobody can create anything who has fewer rights than we, for a function there could take the place of a built-in one. None
-- where a column holds names of objects, whose text depends on the path.
-- Every name is qualified, because the database's own path still holds.
-- Returns: schemas, separated by commas; null when there are none. Touches the catalog; takes no lock. Minimum version: 10
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
) AND NOT EXISTS (
    SELECT FROM pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n'::pg_catalog."char", n.nspowner))) AS a
        LEFT JOIN pg_catalog.pg_roles AS r ON r.oid OPERATOR(pg_catalog.=) a.grantee
    WHERE a.privilege_type OPERATOR(pg_catalog.=) 'CREATE' AND (r.oid IS NULL OR NOT (r.rolsuper
        OR r.rolname OPERATOR(pg_catalog.=) 'pg_database_owner'::pg_catalog.name
        OR pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
        OR r.oid OPERATOR(pg_catalog.=) (SELECT b.datdba FROM pg_catalog.pg_database AS b
            WHERE b.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())))
) AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) a.attrelid
    WHERE c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND a.attnum OPERATOR(pg_catalog.>) 0::pg_catalog.int2
        AND a.atttypid OPERATOR(pg_catalog.=) ANY ('{regclass,regproc,regprocedure,regoper,regoperator,regtype,regconfig,regdictionary,
            _regclass,_regproc,_regprocedure,_regoper,_regoperator,_regtype,_regconfig,_regdictionary}'::pg_catalog.regtype[]::pg_catalog.oid[])
)
