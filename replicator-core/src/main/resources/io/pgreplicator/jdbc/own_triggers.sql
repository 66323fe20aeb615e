-- The triggers that call functions of ours in a schema of ours and cannot change rows: by tgtype neither BEFORE ROW nor INSTEAD
-- OF. The schema is ours when this role owns it and the table that identifies it.
-- Parameters: :'schema', :'marker' (that table's name)
-- Returns: oid. Touches pg_trigger, pg_proc, pg_namespace, pg_class, pg_roles; takes no lock on user tables. Minimum version: 10
SELECT w.oid
FROM pg_catalog.pg_roles AS r
    JOIN pg_catalog.pg_namespace AS o ON o.nspowner = r.oid AND o.nspname = :'schema'
    JOIN pg_catalog.pg_class AS m ON m.relnamespace = o.oid AND m.relname = :'marker' AND m.relkind = 'r' AND m.relowner = r.oid
    JOIN pg_catalog.pg_proc AS f ON f.pronamespace = o.oid AND f.proowner = r.oid
    JOIN pg_catalog.pg_trigger AS w ON w.tgfoid = f.oid AND w.tgtype & 3 <> 3 AND w.tgtype & 64 = 0
WHERE r.rolname = current_user
