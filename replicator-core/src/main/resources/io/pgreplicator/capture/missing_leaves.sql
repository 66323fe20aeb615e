-- The partitions of captured tables whose TRUNCATE is not captured yet: new ones.
-- Returns: table id, leaf schema, leaf name
-- Touches pg_inherits, pg_class, pg_trigger; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (captured, relation) AS (
    SELECT table_id, relation FROM replicator.captured_table WHERE kind = 'PARTITIONED'
    UNION ALL
    SELECT t.captured, i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
)
SELECT t.captured, n.nspname, c.relname
FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND NOT EXISTS (
    SELECT FROM pg_trigger AS g JOIN pg_proc AS p ON p.oid = g.tgfoid
    WHERE g.tgrelid = c.oid AND p.pronamespace = 'replicator'::regnamespace
        AND p.proname = 'capture_' || t.captured || '_leaf')
