-- The unlogged tables and partitions that hold rows of the tables in $1 (oids as text[]), and the unlogged ones to which their foreign
-- keys refer, each after those: only then may it become logged. Keys that lead in a circle are dropped before and made again afterwards.
-- Before version 18 a partitioned table can be unlogged and remains so, whatever is done: no table that refers to one becomes logged.
-- Returns: schema, name, whether it is one of those in $1 or a partition of one, whether this role owns it,
--   the statements that drop its keys in a circle and those that add them (null without any),
--   the partitioned tables that keep it from becoming logged (null without any)
-- Touches pg_class, pg_namespace, pg_inherits, pg_constraint; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
), unlogged AS (
    SELECT c.oid, c.relname, n.nspname, c.relowner, c.oid IN (SELECT t.relation FROM tree AS t) AS selected
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence = 'u'
), whole (part, key) AS (
    -- that of a partition goes and comes with that of its table
    SELECT k.oid, k.oid FROM pg_constraint AS k WHERE k.contype = 'f' AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
    UNION ALL
    SELECT k.oid, w.key FROM whole AS w JOIN pg_constraint AS k ON to_jsonb(k) ->> 'conparentid' = w.part::text AND k.contype = 'f'
), refers AS (
    SELECT w.key, k.conrelid AS own, k.confrelid AS other
    FROM whole AS w JOIN pg_constraint AS k ON k.oid = w.part JOIN unlogged AS u ON u.oid = k.conrelid JOIN unlogged AS v ON v.oid = k.confrelid
    WHERE k.conrelid <> k.confrelid
), involved (oid) AS (
    SELECT u.oid FROM unlogged AS u WHERE u.selected
    UNION
    SELECT f.other FROM involved AS i JOIN refers AS f ON f.own = i.oid
), reaches (own, other) AS (
    SELECT f.own, f.other FROM involved AS i JOIN refers AS f ON f.own = i.oid
    UNION
    SELECT r.own, f.other FROM reaches AS r JOIN refers AS f ON f.own = r.other
), circular AS (
    SELECT DISTINCT ON (f.key) f.key, f.own, k.conname, format('%I.%I', n.nspname, c.relname) AS place
    FROM refers AS f JOIN reaches AS r ON (r.own, r.other) = (f.other, f.own) JOIN pg_constraint AS k ON k.oid = f.key
        JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    ORDER BY f.key, f.own
), held (oid, root) AS (
    SELECT i.oid, k.confrelid
    FROM involved AS i JOIN pg_constraint AS k ON k.contype = 'f' AND k.conrelid = i.oid
        JOIN pg_class AS c ON c.oid = k.confrelid AND c.relkind = 'p' AND c.relpersistence = 'u'
    UNION
    SELECT f.own, h.root FROM held AS h JOIN refers AS f ON f.other = h.oid
), referring (oid, steps) AS (
    SELECT i.oid, 0 FROM involved AS i
    UNION
    SELECT f.other, r.steps + 1
    FROM referring AS r JOIN refers AS f ON f.own = r.oid
    WHERE f.key NOT IN (SELECT c.key FROM circular AS c)
)
SELECT u.nspname, u.relname, u.selected, pg_has_role(u.relowner, 'USAGE'),
    (SELECT string_agg(format('ALTER TABLE %s DROP CONSTRAINT %I;', c.place, c.conname), ' ' ORDER BY c.conname)
        FROM circular AS c WHERE c.own = u.oid),
    (SELECT string_agg(format('ALTER TABLE %s ADD CONSTRAINT %I %s;', c.place, c.conname, pg_get_constraintdef(c.key)), ' '
        ORDER BY c.conname) FROM circular AS c WHERE c.own = u.oid),
    (SELECT string_agg(n.nspname || '.' || c.relname, ', ' ORDER BY n.nspname, c.relname)
        FROM held AS h JOIN pg_class AS c ON c.oid = h.root JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE h.oid = u.oid)
FROM unlogged AS u JOIN (SELECT r.oid, max(r.steps) AS steps FROM referring AS r GROUP BY r.oid) AS d ON d.oid = u.oid
ORDER BY d.steps DESC, u.nspname, u.relname
