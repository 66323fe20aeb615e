-- The enabled user triggers, not those that capture changes for another migration, of the target tables in $1 (names as text[]), with the SQL that disables and enables each.
-- Returns: schema, table, name, disable, enable
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, t.relname, g.tgname,
    format('ALTER TABLE %I.%I DISABLE TRIGGER %I', n.nspname, t.relname, g.tgname),
    format('ALTER TABLE %I.%I ENABLE %s TRIGGER %I', n.nspname, t.relname,
        CASE g.tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, g.tgname)
FROM pg_trigger AS g JOIN pg_class AS t ON t.oid = g.tgrelid JOIN pg_namespace AS n ON n.oid = t.relnamespace
WHERE NOT g.tgisinternal AND g.tgenabled <> 'D' AND coalesce(to_jsonb(g) ->> 'tgparentid', '0') = '0'
    AND g.tgrelid = ANY (?::regclass[])
    AND NOT EXISTS (
        SELECT FROM pg_proc AS f
            JOIN pg_namespace AS o ON o.oid = f.pronamespace AND o.nspname = 'replicator_capture'
            JOIN pg_roles AS r ON r.oid = o.nspowner AND r.oid = f.proowner AND r.rolname = current_user
            JOIN pg_class AS m ON m.relnamespace = o.oid AND m.relname = 'capture' AND m.relkind = 'r' AND m.relowner = r.oid
        WHERE f.oid = g.tgfoid AND g.tgtype & 3 <> 3 AND g.tgtype & 64 = 0)
ORDER BY 1, 2, 3
