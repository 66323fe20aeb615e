-- Every object of one of the replicator's schemas in this database; empty after an uninstall.
-- Parameter: :'schema'
-- Returns: description
-- Touches the catalog; takes no lock. Minimum version: 10
SELECT 'schema ' || nspname FROM pg_catalog.pg_namespace WHERE nspname = :'schema'
UNION ALL
SELECT 'trigger ' || t.tgname || ' on ' || t.tgrelid::pg_catalog.regclass
FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = :'schema'
