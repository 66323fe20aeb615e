-- The columns of the tables in $1 (oids as text[]) whose collation takes different texts for equal.
-- Returns: table oid, column
-- Touches pg_attribute, pg_collation; takes no lock on user tables. Minimum version: 10
SELECT a.attrelid::bigint, a.attname
FROM pg_attribute AS a JOIN pg_collation AS l ON l.oid = a.attcollation
WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND to_jsonb(l) ->> 'collisdeterministic' = 'false'
