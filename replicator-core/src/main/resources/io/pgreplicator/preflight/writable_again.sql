-- Where it comes from that transactions of this role in this database are read-only by default, and the statements after which they are not,
-- which begin as one that is not: of what was set for the role and for the database, and for the database also where the server or all roles
-- have it. Options of the connection win over all of these, and hide what the server has. In a transaction in which the setting was reset.
-- Returns one row: the source as pg_settings has it, the statements (empty for none), whether this role may run them
-- Touches pg_settings, pg_db_role_setting, pg_database, pg_roles; takes no lock. Minimum version: 12
WITH stored AS (
    SELECT s.setrole, s.setdatabase, split_part(c, '=', 2)::boolean AS value
    FROM pg_db_role_setting AS s, unnest(s.setconfig) AS c
    WHERE split_part(c, '=', 1) = 'default_transaction_read_only'
), place AS (
    SELECT d.oid AS database, d.datname, r.oid AS role, r.rolname, p.source, pg_has_role(d.datdba, 'USAGE') AS owned
    FROM pg_database AS d CROSS JOIN pg_roles AS r CROSS JOIN pg_settings AS p
    WHERE d.datname = current_database() AND r.rolname = current_user AND p.name = 'default_transaction_read_only'
), part AS (
    SELECT 1 AS rank, format('ALTER DATABASE %I SET default_transaction_read_only = off;', p.datname) AS statement, p.owned AS allowed
    FROM place AS p
    WHERE p.source NOT IN ('client', 'user', 'database user') OR EXISTS (SELECT FROM stored AS s WHERE s.setrole = 0 AND s.value
            AND (s.setdatabase = p.database OR s.setdatabase = 0 AND NOT EXISTS (SELECT FROM stored AS t
                WHERE t.setrole = 0 AND t.setdatabase = p.database AND NOT t.value)))
    UNION ALL
    SELECT CASE s.setdatabase WHEN 0 THEN 2 ELSE 3 END,
        format('ALTER ROLE %I%s RESET default_transaction_read_only;', p.rolname,
            CASE WHEN s.setdatabase <> 0 THEN format(' IN DATABASE %I', p.datname) ELSE '' END), true
    FROM place AS p JOIN stored AS s ON s.setrole = p.role AND s.setdatabase IN (0, p.database)
    WHERE s.value
)
SELECT p.source,
    coalesce('BEGIN READ WRITE; ' || (SELECT string_agg(w.statement, ' ' ORDER BY w.rank) FROM part AS w) || ' COMMIT;', ''),
    coalesce((SELECT bool_and(w.allowed) FROM part AS w), true)
FROM place AS p
