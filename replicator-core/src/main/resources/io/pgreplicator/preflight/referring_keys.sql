-- The foreign keys of other tables that refer to the tables in $2 (oids as text[]) or to what TRUNCATE takes along: $1 are the oids
-- (text[]) of all tables that may be truncated, and of those in $2.
-- Parameter: :emptied_along (the query of that name, for t.relation)
-- Returns: schema, table, constraint, its definition, whether this role owns the table
-- Touches pg_constraint, pg_class, pg_inherits, pg_namespace; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE given AS (
    SELECT ?::oid[] AS fresh, ?::oid[] AS filled
), fresh (relation) AS (
    SELECT unnest(g.fresh) FROM given AS g
    UNION
    SELECT i.inhrelid FROM fresh AS f JOIN pg_inherits AS i ON i.inhparent = f.relation JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
), truncated (relation) AS (
    SELECT unnest(g.filled) FROM given AS g
    UNION
    SELECT x.relation
    FROM truncated AS t CROSS JOIN LATERAL (
        :emptied_along
    ) AS x (relation)
    WHERE x.relation IN (SELECT f.relation FROM fresh AS f)
)
SELECT n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid), pg_has_role(c.relowner, 'USAGE')
FROM truncated AS t JOIN pg_constraint AS k ON k.confrelid = t.relation AND k.contype = 'f'
        AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
    JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE k.conrelid NOT IN (SELECT f.relation FROM fresh AS f)
ORDER BY n.nspname, c.relname, k.conname
