-- What has the name $2 in the schema $1, which an index is to have, and the statement that gives it another one, which is free.
-- Returns: what it is, the statement, whether this role may run it; no row when nothing has the name any more
-- Touches pg_class, pg_type, pg_index, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT concat(d.class, ' ', format('%I.%I', n.nspname, c.relname), ' of ' || quote_ident(p.nspname) || '.' || quote_ident(t.relname)),
    format('ALTER %s %I.%I RENAME TO %I;', upper(d.class), n.nspname, c.relname, (
        SELECT y.name
        FROM (SELECT g, CASE WHEN octet_length(c.relname) < 45 THEN c.relname::text ELSE md5(c.relname) END || '_aside'
                || coalesce('_' || nullif(g, 1), '') FROM generate_series(1, 1000) AS g) AS y (g, name)
        WHERE NOT EXISTS (SELECT FROM pg_class AS x WHERE x.relnamespace = n.oid AND x.relname = y.name)
            AND NOT EXISTS (SELECT FROM pg_type AS x WHERE x.typnamespace = n.oid AND x.typname = y.name)
        ORDER BY y.g LIMIT 1)),
    pg_has_role(c.relowner, 'USAGE') AND has_schema_privilege(n.oid, 'CREATE')
FROM pg_namespace AS n JOIN pg_class AS c ON c.relnamespace = n.oid
    CROSS JOIN LATERAL (SELECT CASE WHEN c.relkind IN ('i', 'I') THEN 'index' WHEN c.relkind = 'v' THEN 'view' WHEN c.relkind = 'S' THEN 'sequence'
        WHEN c.relkind = 'm' THEN 'materialized view' WHEN c.relkind = 'f' THEN 'foreign table' WHEN c.relkind = 'c' THEN 'type'
        ELSE 'table' END) AS d (class)
    LEFT JOIN pg_index AS i ON i.indexrelid = c.oid
    LEFT JOIN pg_class AS t ON t.oid = i.indrelid
    LEFT JOIN pg_namespace AS p ON p.oid = t.relnamespace
WHERE n.nspname = ? AND c.relname = ?
