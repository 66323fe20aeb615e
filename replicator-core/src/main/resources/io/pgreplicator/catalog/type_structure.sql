-- The definitions of the user types in :types, recursively: elements of arrays, base types of domains, attributes of composite
-- types, labels of enums, subtypes of ranges. Types are named equally on both sides wherever an extension is installed, and
-- built-in types are not described, because they are the same everywhere. The result is one fact per row; two types of the same
-- name are equal when their facts are.
-- Parameters: :types (the oids, as oid[])
-- Returns: type of :types, contained type, its schema, its name, name for comparison, kind (domain, composite, row, enum,
--   range, multirange, base), aspect (is, attribute, label, constraint), position, name of the attribute, label or constraint, fact,
--   what identifies the attribute or label on this server
-- Touches pg_type, pg_attribute, pg_enum, pg_range, pg_collation, pg_constraint, pg_depend; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE contained (origin, type) AS (
    SELECT o.type, o.type FROM unnest(:types) AS o (type) WHERE o.type >= 16384
    UNION
    SELECT c.origin, i.type
    FROM contained AS c JOIN pg_type AS t ON t.oid = c.type
        CROSS JOIN LATERAL (
            SELECT t.typbasetype AS type WHERE t.typtype = 'd'
            UNION ALL SELECT t.typelem WHERE t.typtype = 'b'
            UNION ALL SELECT r.rngsubtype FROM pg_range AS r WHERE t.typtype = 'r' AND r.rngtypid = t.oid
            UNION ALL SELECT r.rngtypid FROM pg_range AS r
                WHERE t.typtype = 'm' AND (to_jsonb(r) ->> 'rngmultitypid')::oid = t.oid
            UNION ALL SELECT a.atttypid FROM pg_attribute AS a
                WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS i
    WHERE i.type >= 16384
), made AS (
    SELECT t.oid, t.typtype, t.typrelid, n.nspname, t.typname, t.typbasetype, t.typtypmod, t.typcollation, b.typcollation AS base_collation
    FROM (SELECT DISTINCT c.type FROM contained AS c) AS c JOIN pg_type AS t ON t.oid = c.type
        JOIN pg_namespace AS n ON n.oid = t.typnamespace LEFT JOIN pg_type AS b ON b.oid = t.typbasetype
    WHERE NOT (t.typtype = 'b' AND t.typcategory = 'A' AND t.typelem <> 0)
), mentioned (type, typmod) AS (
    SELECT m.oid, -1 FROM made AS m
    UNION SELECT m.typbasetype, m.typtypmod FROM made AS m WHERE m.typtype = 'd'
    UNION SELECT r.rngsubtype, -1 FROM made AS m JOIN pg_range AS r ON r.rngtypid = m.oid
    UNION SELECT r.rngtypid, -1 FROM made AS m JOIN pg_range AS r ON (to_jsonb(r) ->> 'rngmultitypid')::oid = m.oid
    UNION SELECT a.atttypid, a.atttypmod FROM made AS m JOIN pg_attribute AS a ON a.attrelid = m.typrelid
    WHERE m.typtype = 'c' AND a.attnum > 0 AND NOT a.attisdropped
), named AS (
    -- an extension may be in another schema on the other side
    SELECT u.type, u.typmod, e.extname, CASE WHEN e.extname IS NULL THEN format_type(u.type, u.typmod)
        ELSE substr(format_type(u.type, u.typmod), CASE WHEN n.nspname = 'pg_catalog' THEN 1 ELSE length(quote_ident(n.nspname)) + 2 END) END AS name
    FROM mentioned AS u JOIN pg_type AS t ON t.oid = u.type JOIN pg_namespace AS n ON n.oid = t.typnamespace
        LEFT JOIN (pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid)
            ON d.classid = 'pg_type'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
                AND d.objid = CASE WHEN t.typtype = 'b' AND t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END
), sorting (oid, name) AS (
    SELECT l.oid, CASE n.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(l.collname)
    FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace
    WHERE l.oid = ANY (ARRAY(
        SELECT m.typcollation FROM made AS m
        UNION SELECT r.rngcollation FROM made AS m JOIN pg_range AS r ON r.rngtypid = m.oid
        UNION SELECT a.attcollation FROM made AS m JOIN pg_attribute AS a ON a.attrelid = m.typrelid WHERE m.typtype = 'c'))
), fact (type, kind, aspect, position, part, fact, mark) AS (
    SELECT m.oid, 'domain', 'is', 0, '', v.name || coalesce(' COLLATE ' || l.name, ''), ''
    FROM made AS m JOIN named AS v ON v.type = m.typbasetype AND v.typmod = m.typtypmod
        LEFT JOIN sorting AS l ON l.oid = m.typcollation AND m.typcollation <> m.base_collation
    WHERE m.typtype = 'd'
    UNION ALL
    SELECT m.oid, 'domain', 'constraint', 0, y.conname, pg_get_constraintdef(y.oid), ''
    FROM made AS m JOIN pg_constraint AS y ON y.contypid = m.oid WHERE m.typtype = 'd' AND y.contype = 'c'
    UNION ALL
    SELECT m.oid, 'domain', 'constraint', 0, '', 'NOT NULL', ''
    FROM made AS m JOIN pg_type AS t ON t.oid = m.oid WHERE m.typtype = 'd' AND t.typnotnull
    UNION ALL
    SELECT m.oid, CASE c.relkind WHEN 'c' THEN 'composite' ELSE 'row' END, 'is', 0, '', (
        SELECT count(*)::text FROM pg_attribute AS a WHERE a.attrelid = m.typrelid AND a.attnum > 0 AND NOT a.attisdropped), ''
    FROM made AS m JOIN pg_class AS c ON c.oid = m.typrelid WHERE m.typtype = 'c'
    UNION ALL
    SELECT m.oid, CASE c.relkind WHEN 'c' THEN 'composite' ELSE 'row' END, 'attribute',
        row_number() OVER (PARTITION BY m.oid ORDER BY a.attnum)::int, a.attname, v.name || coalesce(' COLLATE ' || l.name, ''), a.attnum::text
    FROM made AS m JOIN pg_class AS c ON c.oid = m.typrelid
        JOIN pg_attribute AS a ON a.attrelid = m.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type AS t ON t.oid = a.atttypid
        JOIN named AS v ON v.type = a.atttypid AND v.typmod = a.atttypmod
        LEFT JOIN sorting AS l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
    WHERE m.typtype = 'c'
    UNION ALL
    SELECT m.oid, 'enum', 'label', row_number() OVER (PARTITION BY m.oid ORDER BY e.enumsortorder)::int, e.enumlabel, '', e.oid::text
    FROM made AS m JOIN pg_enum AS e ON e.enumtypid = m.oid WHERE m.typtype = 'e'
    UNION ALL
    SELECT m.oid, 'range', 'is', 0, '', v.name || coalesce(' COLLATE ' || l.name, '')
        || ' by ' || quote_ident(c.opcname)
        || coalesce(', canonical by ' || (SELECT quote_ident(p.proname) FROM pg_proc AS p WHERE p.oid = r.rngcanonical), ''), ''
    FROM made AS m JOIN pg_range AS r ON r.rngtypid = m.oid
        JOIN named AS v ON v.type = r.rngsubtype AND v.typmod = -1 JOIN pg_type AS t ON t.oid = r.rngsubtype
        JOIN pg_opclass AS c ON c.oid = r.rngsubopc
        LEFT JOIN sorting AS l ON l.oid = r.rngcollation AND r.rngcollation <> t.typcollation
    UNION ALL
    SELECT m.oid, 'multirange', 'is', 0, '', v.name, ''
    FROM made AS m JOIN pg_range AS r ON (to_jsonb(r) ->> 'rngmultitypid')::oid = m.oid
        JOIN named AS v ON v.type = r.rngtypid AND v.typmod = -1
    WHERE m.typtype = 'm'
    UNION ALL
    SELECT m.oid, 'base', 'is', 0, '', coalesce('of extension ' || quote_ident(v.extname), 'of this database'), ''
    FROM made AS m JOIN named AS v ON v.type = m.oid AND v.typmod = -1 WHERE m.typtype = 'b'
)
SELECT c.origin, f.type, m.nspname, m.typname, v.name, f.kind, f.aspect, f.position, f.part, f.fact, f.mark
FROM contained AS c JOIN fact AS f ON f.type = c.type JOIN made AS m ON m.oid = f.type
    JOIN named AS v ON v.type = f.type AND v.typmod = -1
ORDER BY c.origin, f.type, f.aspect, f.position, f.part
