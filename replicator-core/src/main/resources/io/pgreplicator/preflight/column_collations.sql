-- The collations of the columns of the tables in $1 (oids as text[]), except the database's own.
-- Returns: table oid, column, schema, collation, provider (c, i, b), locale, deterministic, what CREATE COLLATION takes in parentheses
-- Touches pg_attribute, pg_collation; takes no lock on user tables. Minimum version: 10
SELECT a.attrelid::bigint, a.attname, n.nspname, l.collname, l.collprovider::text, l.locale || coalesce(' ' || l.rules, ''), l.deterministic,
    CASE l.collprovider WHEN 'c' THEN format('provider = libc, lc_collate = %L, lc_ctype = %L', l.collcollate, l.collctype)
        WHEN 'b' THEN format('provider = builtin, locale = %L', l.locale)
        ELSE format('provider = icu, locale = %L', l.locale) || CASE WHEN l.deterministic THEN '' ELSE ', deterministic = false' END
            || coalesce(', rules = ' || quote_literal(l.rules), '') END
FROM pg_attribute AS a
    JOIN (SELECT x.oid, x.collname, x.collnamespace, x.collprovider, x.collcollate, x.collctype,
            coalesce(to_jsonb(x) ->> 'colllocale', to_jsonb(x) ->> 'colliculocale', to_jsonb(x) ->> 'collcollate', '') AS locale,
            to_jsonb(x) ->> 'collicurules' AS rules,
            coalesce(to_jsonb(x) ->> 'collisdeterministic', 'true') = 'true' AS deterministic
          FROM pg_collation AS x) AS l ON l.oid = a.attcollation AND l.collprovider <> 'd'
    JOIN pg_namespace AS n ON n.oid = l.collnamespace
WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
