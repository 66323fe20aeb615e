-- The unlogged tables and partitions that hold rows of the tables in $1 (oids as text[]), and the unlogged ones to which their foreign
-- keys refer, each after those: only then may it become logged.
-- Returns: schema, name, whether it is one of those in $1 or a partition of one, whether this role owns it,
--   whether foreign keys lead to it in a circle
-- Touches pg_class, pg_namespace, pg_inherits, pg_constraint; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
), unlogged AS (
    SELECT c.oid, c.relname, c.relnamespace, c.relowner, c.oid IN (SELECT t.relation FROM tree AS t) AS selected
    FROM pg_class AS c WHERE c.relkind = 'r' AND c.relpersistence = 'u'
), referring (oid, steps) AS (
    SELECT u.oid, 0::bigint FROM unlogged AS u WHERE u.selected
    UNION
    SELECT u.oid, r.steps + 1
    FROM referring AS r JOIN pg_constraint AS k ON k.contype = 'f' AND k.conrelid = r.oid
        JOIN unlogged AS u ON u.oid = k.confrelid AND u.oid <> r.oid
    WHERE r.steps < (SELECT count(*) FROM unlogged AS a)
)
SELECT n.nspname, u.relname, u.selected, pg_has_role(u.relowner, 'USAGE'), d.steps = (SELECT count(*) FROM unlogged AS a)
FROM unlogged AS u JOIN pg_namespace AS n ON n.oid = u.relnamespace
    JOIN (SELECT r.oid, max(r.steps) AS steps FROM referring AS r GROUP BY r.oid) AS d ON d.oid = u.oid
ORDER BY d.steps DESC, n.nspname, u.relname
