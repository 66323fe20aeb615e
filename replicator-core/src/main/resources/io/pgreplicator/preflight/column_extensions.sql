-- The extensions on which column types of the tables in $1 (oids as text[]) depend, by themselves or inside an array, a
-- domain or a composite type; with one column each as an example.
-- Returns: extension, columns that need it, the first of them
-- Touches pg_attribute, pg_type, pg_depend; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE used (attrelid, attname, type) AS (
    SELECT a.attrelid, a.attname, a.atttypid FROM pg_attribute AS a
    WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384
), needed (origin, type) AS (
    SELECT DISTINCT u.type, u.type FROM used AS u
    UNION
    SELECT d.origin, i.type FROM needed AS d JOIN pg_type AS t ON t.oid = d.type
        CROSS JOIN LATERAL (
            SELECT t.typelem AS type WHERE t.typelem <> 0
            UNION ALL SELECT t.typbasetype WHERE t.typbasetype <> 0
            UNION ALL SELECT a.atttypid FROM pg_attribute AS a
                WHERE t.typrelid <> 0 AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS i
)
SELECT e.extname, count(*), min(format('%I.%I (%I)', n.nspname, c.relname, u.attname))
FROM used AS u
    JOIN needed AS d ON d.origin = u.type
    JOIN pg_depend AS p ON p.classid = 'pg_type'::regclass AND p.objid = d.type AND p.deptype = 'e'
        AND p.refclassid = 'pg_extension'::regclass
    JOIN pg_extension AS e ON e.oid = p.refobjid
    JOIN pg_class AS c ON c.oid = u.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
GROUP BY e.extname
ORDER BY e.extname
