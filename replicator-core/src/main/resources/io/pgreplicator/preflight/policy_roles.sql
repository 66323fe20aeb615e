-- The roles that policies of the tables in $1 (oids as text[]) and of their partitions are for.
-- Returns: role
-- Touches pg_policy, pg_inherits; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT t.relation FROM unnest(?::oid[]) AS t (relation)
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
)
SELECT DISTINCT r.rolname
FROM tree AS t JOIN pg_policy AS p ON p.polrelid = t.relation JOIN pg_roles AS r ON r.oid = ANY (p.polroles)
ORDER BY r.rolname
