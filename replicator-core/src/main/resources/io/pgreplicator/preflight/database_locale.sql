-- How this database was created.
-- Returns one row: encoding, provider (c, i, b), collation, character type, locale of the provider and its rules (both null for libc)
-- Touches pg_database; takes no lock. Minimum version: 10
SELECT pg_encoding_to_char(d.encoding), coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'), d.datcollate, d.datctype,
    coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'), to_jsonb(d) ->> 'daticurules'
FROM pg_database AS d WHERE d.datname = current_database()
