-- Which of the names in $1 (text[], of views, indexes and statistics, functions with their arguments, constraints "name on table") this database does not have.
-- Returns: name
-- Touches pg_class, pg_statistic_ext, pg_constraint, pg_proc, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT w.name FROM unnest(?::text[]) WITH ORDINALITY AS w (name, place)
WHERE w.name NOT IN (
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm', 'i', 'I')
    UNION ALL
    SELECT format('%I.%I', n.nspname, s.stxname) FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace
    UNION ALL
    SELECT format('%I on %I.%I', k.conname, n.nspname, c.relname)
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace)
ORDER BY w.place
