-- What this role lacks on the tables in $1 (oids as text[]) and on each of their partitions; $2 are the privileges
-- (text[]) that it needs.
-- Returns one row per relation with a problem: table oid, schema, name, lacking privileges, owned, row security applies to
--   this role, may use the schema, may create in the schema, the role of which to become a member (null if its owner is a superuser),
--   whether this role may make itself one
-- Touches pg_class, pg_namespace, pg_inherits, pg_roles; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (root, relation) AS (
    SELECT c.oid, c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION ALL
    SELECT t.root, i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
), held AS (
    SELECT t.root, n.nspname, c.relname,
        (SELECT string_agg(p.privilege, ', ' ORDER BY p.position)
         FROM unnest(?::text[]) WITH ORDINALITY AS p (privilege, position)
         WHERE NOT has_table_privilege(c.oid, p.privilege)) AS lacking,
        pg_has_role(c.relowner, 'USAGE') AS owned, row_security_active(c.oid) AS secured,
        has_schema_privilege(n.oid, 'USAGE') AS usable, has_schema_privilege(n.oid, 'CREATE') AS creatable,
        CASE WHEN NOT o.rolsuper THEN o.rolname END AS owner,
        pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION')
            OR (me.rolcreaterole AND current_setting('server_version_num')::int < 160000) AS joins
    FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
        JOIN pg_roles AS o ON o.oid = c.relowner JOIN pg_roles AS me ON me.rolname = current_user
)
SELECT h.root::bigint, h.nspname, h.relname, coalesce(h.lacking, ''), h.owned, h.secured, h.usable, h.creatable, h.owner, h.joins
FROM held AS h
WHERE h.lacking IS NOT NULL OR h.secured OR NOT (h.owned AND h.usable AND h.creatable)
ORDER BY h.nspname, h.relname
