-- The roles of this server, and whose objects in this database each may use as their owner does: its own, those of roles that it is a
-- member of; a superuser all.
-- Returns: role, owners (text[]); both quoted. The role that stands for whoever owns the database is left out.
-- Touches pg_roles, pg_class, pg_proc, pg_type, pg_namespace; takes no lock. Minimum version: 10
WITH owner (oid) AS (
    SELECT c.relowner FROM pg_class AS c UNION SELECT p.proowner FROM pg_proc AS p
    UNION SELECT t.typowner FROM pg_type AS t UNION SELECT n.nspowner FROM pg_namespace AS n
)
SELECT format('"%s"', replace(r.rolname, '"', '""')),
    ARRAY(SELECT format('"%s"', replace(w.rolname, '"', '""')) FROM owner AS o JOIN pg_roles AS w ON w.oid = o.oid
          WHERE pg_has_role(r.oid, w.oid, 'USAGE'))
FROM pg_roles AS r WHERE r.rolname <> 'pg_database_owner'
