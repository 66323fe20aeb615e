-- The tables in $1 (oids as text[]), or partitions of theirs, that an autovacuum is freezing to prevent wraparound: it
-- does not give way to CREATE TRIGGER. Visible only to members of pg_read_all_stats.
-- Returns: schema, name
-- Touches pg_stat_progress_vacuum, pg_stat_activity; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
)
SELECT n.nspname, c.relname
FROM pg_stat_progress_vacuum AS v
    JOIN pg_stat_activity AS a ON a.pid = v.pid AND a.query LIKE 'autovacuum:%(to prevent wraparound)'
    JOIN tree AS t ON t.relation = v.relid
    JOIN pg_class AS c ON c.oid = v.relid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE v.datname = current_database()
ORDER BY n.nspname, c.relname
