-- The tables that refer to those in $1 (oids as text[]) by foreign keys, directly or through others: TRUNCATE requires all of
-- them in one statement.
-- Returns: schema, name
-- Touches pg_constraint, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE referring (relation) AS (
    SELECT c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT k.conrelid FROM referring AS r JOIN pg_constraint AS k ON k.confrelid = r.relation AND k.contype = 'f'
)
SELECT n.nspname, c.relname
FROM referring AS r JOIN pg_class AS c ON c.oid = r.relation AND NOT c.relispartition
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
ORDER BY n.nspname, c.relname
