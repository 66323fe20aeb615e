-- The tables that refer to those in $1 (oids as text[]) by foreign keys, directly or through others: TRUNCATE requires all of
-- them in one statement. It empties partitions as well: what refers to one of them is required, and a partition that refers stands for its table.
-- Returns: schema, name
-- Touches pg_constraint, pg_class, pg_inherits, pg_namespace; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE referring (relation) AS (
    SELECT c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT x.relation
    FROM referring AS r CROSS JOIN LATERAL (
        SELECT k.conrelid FROM pg_constraint AS k WHERE k.confrelid = r.relation AND k.contype = 'f'
        UNION ALL
        SELECT i.inhrelid FROM pg_inherits AS i JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p' WHERE i.inhparent = r.relation
        UNION ALL
        SELECT i.inhparent FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid AND c.relispartition WHERE i.inhrelid = r.relation
    ) AS x (relation)
)
SELECT n.nspname, c.relname
FROM referring AS r JOIN pg_class AS c ON c.oid = r.relation AND NOT c.relispartition
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
ORDER BY n.nspname, c.relname
