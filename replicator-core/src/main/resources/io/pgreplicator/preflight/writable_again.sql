-- The statements after which transactions of this role in this database are not read-only by default. Each begins as one that is not.
-- Returns one row: the statements, whether this role may run them
-- Touches pg_db_role_setting, pg_database, pg_roles; takes no lock. Minimum version: 12
SELECT concat_ws(' ', 'BEGIN READ WRITE;', format('ALTER DATABASE %I SET default_transaction_read_only = off;', d.datname),
        (SELECT string_agg(
            CASE s.setdatabase WHEN 0 THEN format('ALTER ROLE %I SET default_transaction_read_only = off;', r.rolname)
                ELSE format('ALTER ROLE %I IN DATABASE %I SET default_transaction_read_only = off;', r.rolname, d.datname) END, ' '
            ORDER BY s.setdatabase)
         FROM pg_db_role_setting AS s
         WHERE s.setrole = r.oid AND s.setdatabase IN (0, d.oid)
             AND EXISTS (SELECT FROM unnest(s.setconfig) AS c WHERE c LIKE 'default\_transaction\_read\_only=%')),
        'COMMIT;'),
    pg_has_role(d.datdba, 'USAGE')
FROM pg_database AS d CROSS JOIN pg_roles AS r
WHERE d.datname = current_database() AND r.rolname = current_user
