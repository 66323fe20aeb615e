-- The user types of the columns of the tables in $1 (oids as text[]).
-- Returns: type, table
-- Touches pg_attribute; takes no lock on user tables. Minimum version: 10
SELECT DISTINCT a.atttypid::bigint, a.attrelid::bigint
FROM pg_attribute AS a
WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384
