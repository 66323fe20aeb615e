-- The rules that rewrite writes to the tables in $1 (oids as text[]).
-- Returns: schema, table, rule, whether it is for UPDATE (2), INSERT (3) or DELETE (4), when it applies (O, R, A, D)
-- Touches pg_rewrite, pg_class; takes no lock on user tables. Minimum version: 10
SELECT n.nspname, c.relname, r.rulename, r.ev_type::text::int, r.ev_enabled::text
FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE r.ev_class = ANY (?::oid[]) AND r.ev_type IN ('2', '3', '4')
ORDER BY n.nspname, c.relname, r.rulename
