-- The enabled user triggers of the target tables in $1 (names as text[]), except those that capture changes for another
-- migration, with the SQL that disables and enables each.
-- Parameters: :own_triggers (the query for ours)
-- Returns: schema, table, name, disable, enable
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, t.relname, g.tgname,
    format('ALTER TABLE %I.%I DISABLE TRIGGER %I', n.nspname, t.relname, g.tgname),
    format('ALTER TABLE %I.%I ENABLE %s TRIGGER %I', n.nspname, t.relname,
        CASE g.tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, g.tgname)
FROM pg_trigger AS g JOIN pg_class AS t ON t.oid = g.tgrelid JOIN pg_namespace AS n ON n.oid = t.relnamespace
WHERE NOT g.tgisinternal AND g.tgenabled <> 'D' AND coalesce(to_jsonb(g) ->> 'tgparentid', '0') = '0'
    AND g.tgrelid = ANY (?::regclass[])
    AND g.oid NOT IN (:own_triggers)
ORDER BY 1, 2, 3
