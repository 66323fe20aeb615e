-- What keeps the column $2 when the table $1 (its oid), from which it is inherited, loses it: the tables that have it of their own as well.
-- Returns: the statement that drops it there, schema, table; of a table before those that inherit from that one
-- Touches pg_inherits, pg_attribute, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation, depth) AS (
    SELECT ?::oid, 0
    UNION
    SELECT i.inhrelid, t.depth + 1 FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
)
SELECT format('ALTER TABLE %I.%I DROP COLUMN IF EXISTS %I;', n.nspname, c.relname, a.attname), n.nspname, c.relname
FROM (SELECT t.relation, max(t.depth) AS depth FROM tree AS t WHERE t.depth > 0 GROUP BY t.relation) AS h
    JOIN pg_attribute AS a ON a.attrelid = h.relation AND a.attname = ? AND a.attislocal
    JOIN pg_class AS c ON c.oid = h.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
ORDER BY h.depth, 1
