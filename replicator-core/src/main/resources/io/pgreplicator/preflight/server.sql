-- The facts that the check needs about a server and the database it is connected to.
-- Returns one row: version number, version, in recovery, read-only by default, database, role, encoding, collation,
--   character type, locale provider, locale, connections allowed, connections in use, longest name, connection limit of
--   the database, connection limit of the role (both -1 for none),
--   owner of the database
-- Touches pg_database, pg_roles, pg_settings, pg_stat_database; takes no lock on user tables. Minimum version: 10
SELECT current_setting('server_version_num')::int, split_part(current_setting('server_version'), ' ', 1), pg_is_in_recovery(),
    (SELECT s.reset_val = 'on' FROM pg_settings AS s WHERE s.name = 'default_transaction_read_only'),
    d.datname, r.rolname, pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
    coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'),
    coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', ''),
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
    (SELECT sum(s.numbackends) FROM pg_stat_database AS s)::int,
    current_setting('max_identifier_length')::int, d.datconnlimit, r.rolconnlimit,
    pg_get_userbyid(d.datdba)
FROM pg_database AS d CROSS JOIN pg_roles AS r
WHERE d.datname = current_database() AND r.rolname = current_user
