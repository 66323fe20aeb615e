-- What the replicator has dropped or disabled on the target and will restore, by the names that a comparison of definitions gives it:
-- an index, or the constraint that it stands for; a foreign key or another constraint; a trigger, also on the partitions of its table.
-- Returns: number of the object, kind, schema and table, name as in objects.sql
-- Touches replicator.deferred_object, pg_class, pg_inherits; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE off AS (
    SELECT o.object_id, o.kind, o.schema_name, o.table_name, o.name, format('%I.%I', o.schema_name, o.table_name) AS relation
    FROM replicator.deferred_object AS o WHERE o.finished_at IS NULL
), disabled (object_id, name, schema_name, table_name, oid) AS (
    SELECT o.object_id, o.name, o.schema_name, o.table_name, to_regclass(o.relation)::oid FROM off AS o WHERE o.kind = 'trigger'
    UNION ALL
    SELECT d.object_id, d.name, d.schema_name, d.table_name, i.inhrelid FROM disabled AS d JOIN pg_inherits AS i ON i.inhparent = d.oid
        JOIN pg_class AS c ON c.oid = i.inhrelid AND c.relispartition
)
SELECT o.object_id, 'index', o.schema_name, o.table_name, format('%s.%s', o.schema_name, o.name) FROM off AS o WHERE o.kind = 'index'
UNION ALL
SELECT o.object_id, 'constraint', o.schema_name, o.table_name, format('%s on %s', o.name, o.relation)
FROM off AS o WHERE o.kind IN ('index', 'foreign key', 'check constraint', 'domain constraint')
UNION ALL
SELECT d.object_id, 'trigger', d.schema_name, d.table_name, format('%s on %s', d.name, d.oid::regclass) FROM disabled AS d
