-- The tables that refer to those in $1 (oids as text[]) by foreign keys, directly or through others: TRUNCATE requires all of
-- them in one statement. It empties partitions as well: what refers to one of them is required, and a partition that refers stands for its table.
-- Parameter: :emptied_along (the query of that name, for r.relation)
-- Returns: schema, name
-- Touches pg_constraint, pg_class, pg_inherits, pg_namespace; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE referring (relation) AS (
    SELECT c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT x.relation
    FROM referring AS r CROSS JOIN LATERAL (
        :emptied_along
    ) AS x (relation)
)
SELECT n.nspname, c.relname
FROM referring AS r JOIN pg_class AS c ON c.oid = r.relation AND NOT c.relispartition
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
ORDER BY n.nspname, c.relname
