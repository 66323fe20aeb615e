-- Those of the tables in $1 (oids as text[]) that a logical subscription writes to.
-- Returns: schema, name
-- Touches pg_subscription_rel, pg_class; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, c.relname
FROM pg_subscription_rel AS s JOIN pg_class AS c ON c.oid = s.srrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.oid = ANY (?::oid[])
ORDER BY n.nspname, c.relname
