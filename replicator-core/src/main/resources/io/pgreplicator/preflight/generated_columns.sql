-- The generated columns of the tables in $1 (oids as text[]).
-- Returns: table oid, column, expression as this server writes it, s (stored) or v (virtual)
-- Touches pg_attribute, pg_attrdef; takes no lock on user tables. Minimum version: 10
SELECT a.attrelid::bigint, a.attname, pg_get_expr(d.adbin, d.adrelid), to_jsonb(a) ->> 'attgenerated'
FROM pg_attribute AS a JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND to_jsonb(a) ->> 'attgenerated' <> ''
