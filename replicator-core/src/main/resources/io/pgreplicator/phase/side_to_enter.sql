-- What of the side that applications are about to enter is not ready for them: free connections, materialized views, statistics,
-- indexes and constraints that are valid on the other side alone. $1: the connections that applications have on the other side; $2: the
-- materialized views that were refreshed just now (text[]); $3 and $4: the constraints and indexes that are valid on the other side
-- (text[], as in valid_objects.sql).
-- Parameters: :'place' and :'administrator' (what stands before a statement of this role, and of one that owns more), :'side' (the name
-- of this side)
-- Returns: name, message, cure; one row for each
-- Touches pg_stat_activity, pg_class, pg_index, pg_constraint, pg_stat_user_tables; takes no lock on user tables. Minimum version: 10
WITH named AS (
    SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relkind, c.relispopulated,
        pg_has_role(c.relowner, 'USAGE') AS owned
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'replicator', 'replicator_capture') AND n.nspname !~ '^pg_'
), room AS (
    SELECT current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint
        - (SELECT count(*) FROM pg_stat_activity AS a WHERE a.backend_type = 'client backend') AS free,
        ?::bigint AS needed
), refreshed (names) AS (SELECT ?::text[]), valid (constraints, indexes) AS (SELECT ?::text[], ?::text[])
SELECT 'connections', format('%s are free, and applications have %s on the other side', r.free, r.needed),
    format('On the %s, raise max_connections, or close what else is connected there.', :'side')
FROM room AS r WHERE r.free < r.needed
UNION ALL
SELECT 'materialized views', 'not refreshed: ' || string_agg(n.name || CASE WHEN n.relispopulated THEN '' ELSE ' (empty)' END, ', '
        ORDER BY n.oid),
    CASE WHEN bool_and(n.owned) THEN :'place' ELSE :'administrator' END || string_agg(format('REFRESH MATERIALIZED VIEW %s;', n.name), ' ' ORDER BY n.oid)
FROM named AS n CROSS JOIN refreshed AS r WHERE n.relkind = 'm' AND n.name <> ALL (r.names)
HAVING count(*) > 0
UNION ALL
SELECT 'statistics', format('%s table(s) were never analyzed: %s', count(*), string_agg(s.name, ', ' ORDER BY s.name)),
    CASE WHEN bool_and(s.owned) THEN :'place' ELSE :'administrator' END || 'ANALYZE;'
FROM (
    SELECT n.name, n.owned FROM pg_stat_user_tables AS t JOIN named AS n ON n.oid = t.relid
    WHERE t.last_analyze IS NULL AND t.last_autoanalyze IS NULL AND t.n_live_tup > 0
    ORDER BY n.name LIMIT 20
) AS s
HAVING count(*) > 0
UNION ALL
SELECT 'indexes', 'not valid: ' || string_agg(n.name, ', ' ORDER BY n.name),
    CASE WHEN bool_and(n.owned) THEN :'place' ELSE :'administrator' END || string_agg(format('REINDEX INDEX %s;', n.name), ' ' ORDER BY n.name)
FROM pg_index AS i JOIN named AS n ON n.oid = i.indexrelid
WHERE NOT i.indisvalid AND n.relkind = 'i' AND n.name IN (SELECT unnest(v.indexes) FROM valid AS v)
HAVING count(*) > 0
UNION ALL
SELECT 'constraints', 'not validated: ' || string_agg(format('%I of %s', k.conname, n.name), ', ' ORDER BY k.oid),
    CASE WHEN bool_and(n.owned) THEN :'place' ELSE :'administrator' END || string_agg(format('ALTER TABLE %s VALIDATE CONSTRAINT %I;', n.name, k.conname), ' ' ORDER BY k.oid)
FROM pg_constraint AS k JOIN named AS n ON n.oid = k.conrelid
WHERE NOT k.convalidated AND k.contype IN ('f', 'c')
    -- of a foreign key to a partitioned table servers before 18 do not mark what they keep for each partition, nor can it be validated
    AND (k.contype = 'c' OR coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0')
    AND format('%I of %s', k.conname, n.name) IN (SELECT unnest(v.constraints) FROM valid AS v)
HAVING count(*) > 0
