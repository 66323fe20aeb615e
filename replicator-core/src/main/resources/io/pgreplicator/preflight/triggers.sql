-- The user triggers on the tables in $1 (oids as text[]) and on their partitions, except disabled ones and ours.
-- Parameters: :own_triggers (the query for ours)
-- Returns: schema, table, trigger, when it fires (O, R, A as in pg_trigger), whether it exists on a partition alone
-- Touches pg_trigger, pg_proc, pg_inherits, pg_class; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
)
SELECT n.nspname, c.relname, g.tgname, g.tgenabled::text,
    c.relispartition AND coalesce(to_jsonb(g) ->> 'tgparentid', '0') = '0'
FROM tree AS t
    JOIN pg_trigger AS g ON g.tgrelid = t.relation AND NOT g.tgisinternal AND g.tgenabled <> 'D'
    JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE g.oid NOT IN (:own_triggers)
ORDER BY n.nspname, c.relname, g.tgname
