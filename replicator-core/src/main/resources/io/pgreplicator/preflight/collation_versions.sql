-- The collations of unique indexes of the tables in $1 (oids as text[]) and of their partitions whose library version differs
-- from the one recorded when the collation, or the database, was created.
-- Parameters: :own_version (the current version of the database's own collation, for the row d of pg_database)
-- Returns: collation, whether it is the database's own, recorded version, current version, schema and name of a table, index,
--   whether this role owns the collation, or the database
-- Touches pg_index, pg_collation, pg_database, pg_inherits; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT unnest(?::oid[])
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), used AS (
    SELECT DISTINCT i.indrelid, i.indexrelid, u.collated
    FROM tree AS t JOIN pg_index AS i ON i.indrelid = t.relation AND i.indisunique
        JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
        CROSS JOIN LATERAL unnest(i.indcollation::oid[]) AS u (collated)
    WHERE u.collated <> 0
), version AS (
    SELECT l.oid, format('%I.%I', n.nspname, l.collname) AS name, false AS own, l.collversion AS recorded,
        pg_collation_actual_version(l.oid) AS present, pg_has_role(l.collowner, 'USAGE') AS owned
    FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace WHERE l.collprovider <> 'd' AND l.oid IN (SELECT u.collated FROM used AS u)
    UNION ALL
    SELECT l.oid, d.datname, true, to_jsonb(d) ->> 'datcollversion', :own_version, pg_has_role(d.datdba, 'USAGE')
    FROM pg_collation AS l JOIN pg_database AS d ON d.datname = current_database() WHERE l.collprovider = 'd'
)
SELECT v.name, v.own, v.recorded, v.present, n.nspname, c.relname, x.relname, v.owned
FROM used AS u JOIN version AS v ON v.oid = u.collated AND v.recorded <> v.present
    JOIN pg_class AS c ON c.oid = u.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_class AS x ON x.oid = u.indexrelid
ORDER BY v.name, n.nspname, c.relname, x.relname
