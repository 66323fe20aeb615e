-- The columns of the tables in $1 (oids as text[]) for which an INSERT must supply a value: not null, without a default.
-- Returns: table oid, column
-- Touches pg_attribute, pg_type; takes no lock on user tables. Minimum version: 10
SELECT a.attrelid::bigint, a.attname
FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
    AND (a.attnotnull OR t.typnotnull) AND NOT a.atthasdef AND a.attidentity = '' AND t.typdefault IS NULL
ORDER BY a.attrelid, a.attnum
