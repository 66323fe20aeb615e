-- For the tables in $1 (oids as text[]), which shall get a column that numbers their rows: what decides how, parents before children.
-- Returns one row per table: table oid, of a type, with children (no partitions), below another one of the tables, from which it inherits
-- Touches pg_class, pg_inherits; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE given (relation) AS (
    SELECT g.relation FROM unnest(?::oid[]) AS g (relation)
), tree (relation, depth) AS (
    SELECT g.relation, 0 FROM given AS g
    UNION
    SELECT i.inhrelid, t.depth + 1 FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
)
SELECT c.oid::bigint, c.reloftype <> 0, EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhparent = c.oid), max(t.depth) > 0
FROM given AS g JOIN pg_class AS c ON c.oid = g.relation JOIN tree AS t ON t.relation = c.oid
GROUP BY c.oid, c.reloftype, c.relname
ORDER BY max(t.depth), c.relname
