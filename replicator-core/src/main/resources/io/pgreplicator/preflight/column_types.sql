-- The types of this database that the column $2 of the table $1 (its oid) has or is made of, in the order in which they can be created:
-- elements of arrays, base types of domains, attributes of composite types, subtypes of ranges. Types of extensions are left out.
-- Returns: schema, name, the statements that create it (null where none can be given)
-- Touches pg_attribute, pg_type, pg_enum, pg_range, pg_class, pg_constraint, pg_collation, pg_opclass, pg_depend; takes no lock.
-- Minimum version: 10
WITH RECURSIVE needed (type, depth) AS (
    SELECT a.atttypid, 0 FROM pg_attribute AS a WHERE a.attrelid = ?::oid AND a.attname = ? AND a.atttypid >= 16384
    UNION
    SELECT i.type, d.depth + 1 FROM needed AS d JOIN pg_type AS t ON t.oid = d.type
        CROSS JOIN LATERAL (
            SELECT t.typbasetype AS type WHERE t.typtype = 'd'
            UNION ALL SELECT t.typelem WHERE t.typtype = 'b'
            UNION ALL SELECT r.rngsubtype FROM pg_range AS r WHERE t.typtype = 'r' AND r.rngtypid = t.oid
            UNION ALL SELECT r.rngtypid FROM pg_range AS r
                WHERE t.typtype = 'm' AND (to_jsonb(r) ->> 'rngmultitypid')::oid = t.oid
            UNION ALL SELECT a.atttypid FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'c'
                WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS i
    WHERE i.type >= 16384
), sorting (oid, name) AS (
    SELECT l.oid, format('"%s"."%s"', replace(n.nspname, '"', '""'), replace(l.collname, '"', '""'))
    FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace
), made AS (
    SELECT t.oid, t.typtype, t.typname, t.typrelid, t.typbasetype, t.typtypmod, t.typcollation, t.typnotnull, t.typdefaultbin,
        n.nspname, d.depth, format('"%s"."%s"', replace(n.nspname, '"', '""'), replace(t.typname, '"', '""')) AS name
    FROM (SELECT e.type, max(e.depth) AS depth FROM needed AS e GROUP BY e.type) AS d JOIN pg_type AS t ON t.oid = d.type
        JOIN pg_namespace AS n ON n.oid = t.typnamespace
    -- an array comes with its elements, a multirange with its range
    WHERE t.typtype <> 'm' AND NOT (t.typtype = 'b' AND t.typcategory = 'A' AND t.typelem <> 0)
        AND NOT EXISTS (SELECT FROM pg_depend AS x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e')
), rule (type, name, definition, validated) AS (
    SELECT k.contypid, format('CONSTRAINT "%s"', replace(k.conname, '"', '""')), pg_get_constraintdef(k.oid), k.convalidated
    FROM pg_constraint AS k WHERE k.contype = 'c'
)
SELECT m.nspname, m.typname, CASE m.typtype
    WHEN 'e' THEN (SELECT format('CREATE TYPE %s AS ENUM (%s);', m.name, string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder))
        FROM pg_enum AS e WHERE e.enumtypid = m.oid)
    WHEN 'd' THEN (SELECT concat(format('CREATE DOMAIN %s AS %s', m.name, format_type(m.typbasetype, m.typtypmod)), ' COLLATE ' || s.name,
            ' DEFAULT ' || pg_get_expr(m.typdefaultbin, 0), CASE WHEN m.typnotnull THEN ' NOT NULL' END,
            (SELECT string_agg(format(' %s %s', k.name, k.definition), '' ORDER BY k.name) FROM rule AS k WHERE k.type = m.oid AND k.validated),
            ';',
            (SELECT string_agg(format(' ALTER DOMAIN %s ADD %s %s;', m.name, k.name, k.definition), '' ORDER BY k.name)
             FROM rule AS k WHERE k.type = m.oid AND NOT k.validated))
        FROM pg_type AS b LEFT JOIN sorting AS s ON s.oid = m.typcollation AND m.typcollation <> b.typcollation WHERE b.oid = m.typbasetype)
    WHEN 'c' THEN (SELECT format('CREATE TYPE %s AS (%s);', m.name, string_agg(
            concat(format('"%s" %s', replace(a.attname, '"', '""'), format_type(a.atttypid, a.atttypmod)), ' COLLATE ' || s.name), ', ' ORDER BY a.attnum))
        FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type AS b ON b.oid = a.atttypid LEFT JOIN sorting AS s ON s.oid = a.attcollation AND a.attcollation <> b.typcollation
        -- not the row of a table
        WHERE c.oid = m.typrelid AND c.relkind = 'c' HAVING count(*) > 0)
    WHEN 'r' THEN (SELECT format('CREATE TYPE %s AS RANGE (%s);', m.name, concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
            CASE WHEN NOT o.opcdefault THEN format('SUBTYPE_OPCLASS = %I', o.opcname) END, 'COLLATION = ' || s.name,
            CASE WHEN r.rngsubdiff::oid <> 0 THEN format('SUBTYPE_DIFF = %s', r.rngsubdiff) END))
        FROM pg_range AS r JOIN pg_opclass AS o ON o.oid = r.rngsubopc JOIN pg_type AS b ON b.oid = r.rngsubtype
            LEFT JOIN sorting AS s ON s.oid = r.rngcollation AND r.rngcollation <> b.typcollation
        -- not one that needs functions of its own
        WHERE r.rngtypid = m.oid AND r.rngcanonical::oid = 0 AND r.rngsubdiff::oid < 16384 AND o.oid < 16384) END
FROM made AS m
ORDER BY m.depth DESC, m.nspname, m.typname
