-- A partitioned table of the target, for a partition that is to be created.
-- Parameters: $1 the schema of the partition, $2 schema and $3 name of the table
-- Returns: schema and name of its default partition (null where it has none), its columns that are not generated, its owner, whether the
--   schema of the partition exists, whether this role may create the partition
-- Touches the catalog; takes no lock on user tables. Minimum version: 12
SELECT m.nspname, d.relname,
    (SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum)
     FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
    o.rolname, s.oid IS NOT NULL,
    pg_has_role(c.relowner, 'USAGE') AND coalesce(pg_has_role(d.relowner, 'USAGE'), true)
        AND coalesce(has_schema_privilege(s.oid, 'CREATE'), has_database_privilege(current_database(), 'CREATE'))
FROM (SELECT ?::text AS schema_name, ?::text AS parent_schema, ?::text AS parent_name) AS w
    JOIN pg_namespace AS n ON n.nspname = w.parent_schema
    JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.parent_name
    JOIN pg_roles AS o ON o.oid = c.relowner
    JOIN pg_partitioned_table AS p ON p.partrelid = c.oid
    LEFT JOIN pg_namespace AS s ON s.nspname = w.schema_name
    LEFT JOIN pg_class AS d ON d.oid = p.partdefid
    LEFT JOIN pg_namespace AS m ON m.oid = d.relnamespace
