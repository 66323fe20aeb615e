-- The users' own triggers on the tables in $1 (oids as text[]) and on their partitions, without disabled ones and without ours: those that call
-- functions of a capture schema of this role's and can change no row (tgtype says neither BEFORE ROW nor INSTEAD OF).
-- Returns: schema, table, trigger, when it fires (O, R, A as in pg_trigger), whether it stands on a partition alone
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
WHERE NOT EXISTS (
        SELECT FROM pg_proc AS f
            JOIN pg_namespace AS o ON o.oid = f.pronamespace AND o.nspname = 'replicator_capture'
            JOIN pg_roles AS r ON r.oid = o.nspowner AND r.oid = f.proowner AND r.rolname = current_user
            JOIN pg_class AS m ON m.relnamespace = o.oid AND m.relname = 'capture' AND m.relkind = 'r' AND m.relowner = r.oid
        WHERE f.oid = g.tgfoid AND g.tgtype & 3 <> 3 AND g.tgtype & 64 = 0)
ORDER BY n.nspname, c.relname, g.tgname
