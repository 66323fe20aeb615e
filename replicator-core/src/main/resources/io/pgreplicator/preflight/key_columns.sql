-- For the tables in $1 (oids as text[]), which shall get a column that numbers their rows: what decides how, parents before children.
-- Returns one row per table: table oid, of a type, with children (no partitions), below another one of the tables, from which it inherits;
--   the columns by which it and its partitions are partitioned (text[]; null if it is not, or by an expression)
-- Touches pg_class, pg_inherits, pg_partitioned_table, pg_attribute; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE given (relation) AS (
    SELECT g.relation FROM unnest(?::oid[]) AS g (relation)
), tree (relation, depth) AS (
    SELECT g.relation, 0 FROM given AS g
    UNION
    SELECT i.inhrelid, t.depth + 1 FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), below (root, relation) AS (
    SELECT g.relation, g.relation FROM given AS g
    UNION
    SELECT b.root, i.inhrelid FROM below AS b JOIN pg_inherits AS i ON i.inhparent = b.relation
), divided (root, columns) AS (
    SELECT b.root, CASE WHEN bool_and(k.attribute <> 0) THEN array_agg(DISTINCT a.attname::text) END
    FROM below AS b JOIN pg_partitioned_table AS p ON p.partrelid = b.relation
        CROSS JOIN LATERAL unnest(p.partattrs::int2[]) AS k (attribute)
        LEFT JOIN pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = k.attribute
    GROUP BY b.root
)
SELECT c.oid::bigint, c.reloftype <> 0, EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhparent = c.oid), max(t.depth) > 0, d.columns
FROM given AS g JOIN pg_class AS c ON c.oid = g.relation JOIN tree AS t ON t.relation = c.oid LEFT JOIN divided AS d ON d.root = c.oid
GROUP BY c.oid, c.reloftype, c.relname, d.columns
ORDER BY max(t.depth), c.relname
