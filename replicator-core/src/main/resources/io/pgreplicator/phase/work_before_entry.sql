-- What is done on the side that applications are about to enter before they do: statistics for tables without any, and materialized
-- views, each after those that it reads, directly or through views. Only what the role may do.
-- Returns: the name of the guardrail, of the object, the statement; in the order in which they are to be run
-- Touches pg_class, pg_depend, pg_rewrite, pg_stat_user_tables; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE own AS (
    SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relkind
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'replicator', 'replicator_capture') AND n.nspname !~ '^pg_'
        AND pg_has_role(c.relowner, 'USAGE')
), reads (reader, read) AS (
    SELECT DISTINCT r.ev_class, d.refobjid
    FROM pg_depend AS d JOIN pg_rewrite AS r ON r.oid = d.objid
    WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
), reached (view, steps) AS (
    SELECT c.oid, 0 FROM pg_class AS c WHERE c.relkind = 'm'
    UNION
    SELECT r.reader, v.steps + 1 FROM reached AS v JOIN reads AS r ON r.read = v.view
)
SELECT w.guardrail, w.name, w.statement
FROM (
    SELECT 'statistics' AS guardrail, o.name, 'ANALYZE ' || o.name AS statement, -1 AS place
    FROM pg_stat_user_tables AS t JOIN own AS o ON o.oid = t.relid
    WHERE t.last_analyze IS NULL AND t.last_autoanalyze IS NULL AND t.n_live_tup > 0
    UNION ALL
    SELECT 'materialized views', o.name, 'REFRESH MATERIALIZED VIEW ' || o.name, max(v.steps)
    FROM reached AS v JOIN own AS o ON o.oid = v.view
    WHERE o.relkind = 'm'
    GROUP BY o.oid, o.name
) AS w
ORDER BY w.place, w.name
