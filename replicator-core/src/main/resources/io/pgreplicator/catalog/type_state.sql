-- What the user types of the columns of the tables in $1 (oids as text[]) are made of, as one text that any change changes, but
-- for constraints of domains, which change no value.
-- Parameters: :structure (the query that says it of the array t.types)
-- Returns: one text
-- Touches pg_attribute and what that query touches; takes no lock on user tables. Minimum version: 10
SELECT coalesce(md5(string_agg(f.fact::text, ' ' ORDER BY f.fact::text)), '')
FROM (
    SELECT ARRAY(
        SELECT DISTINCT a.atttypid FROM pg_attribute AS a
        WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384) AS types
) AS t CROSS JOIN LATERAL (SELECT s AS fact FROM (:structure) AS s WHERE s.aspect <> 'constraint') AS f
WHERE t.types <> '{}'
