-- The collations of the columns of the tables in $1 (oids as text[]), except the database's own.
-- Returns: table oid, column, collation, provider (c, i, b), locale, deterministic
-- Touches pg_attribute, pg_collation; takes no lock on user tables. Minimum version: 10
SELECT a.attrelid::bigint, a.attname, l.collname, l.collprovider::text,
    coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', to_jsonb(l) ->> 'collcollate', '')
        || coalesce(' ' || (to_jsonb(l) ->> 'collicurules'), ''),
    coalesce(to_jsonb(l) ->> 'collisdeterministic', 'true') = 'true'
FROM pg_attribute AS a JOIN pg_collation AS l ON l.oid = a.attcollation AND l.collprovider <> 'd'
WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
