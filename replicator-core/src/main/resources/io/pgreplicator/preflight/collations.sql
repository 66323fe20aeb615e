-- The collations that columns of this database can have.
-- Returns: schema, name, provider (c, i, b), locale, deterministic, as in column_collations.sql
-- Touches pg_collation, pg_namespace; takes no lock. Minimum version: 10
SELECT n.nspname, l.collname, l.collprovider::text,
    coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', to_jsonb(l) ->> 'collcollate', '')
        || coalesce(' ' || (to_jsonb(l) ->> 'collicurules'), ''),
    coalesce(to_jsonb(l) ->> 'collisdeterministic', 'true') = 'true'
FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace
WHERE l.collprovider <> 'd' AND l.collencoding IN (-1, (SELECT d.encoding FROM pg_database AS d WHERE d.datname = current_database()))
ORDER BY n.nspname, l.collname
