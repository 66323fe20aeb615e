-- Records of the foreign key or other constraint number $1 that was taken off that it is built where its table, or its domain, has one of its
-- name, whoever made it, and that it is not built where the table lost it since.
-- Returns: nothing
-- Touches replicator.deferred_object, pg_constraint, pg_class, pg_type, pg_namespace. Minimum version: 10
UPDATE replicator.deferred_object AS o SET built_at = CASE WHEN p.present THEN clock_timestamp() END
FROM replicator.deferred_object AS d CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT FROM pg_constraint AS k LEFT JOIN pg_class AS c ON c.oid = k.conrelid LEFT JOIN pg_type AS t ON t.oid = k.contypid
            JOIN pg_namespace AS n ON n.oid = coalesce(c.relnamespace, t.typnamespace)
        WHERE k.contype = CASE d.kind WHEN 'foreign key' THEN 'f' ELSE 'c' END AND k.conname = d.name AND n.nspname = d.schema_name
            AND coalesce(c.relname, t.typname) = d.table_name AND (k.contypid <> 0) = (d.kind = 'domain constraint')) AS present) AS p
WHERE o.object_id = d.object_id AND d.object_id = ? AND d.finished_at IS NULL AND (d.built_at IS NOT NULL) <> p.present
    AND d.kind IN ('foreign key', 'check constraint', 'domain constraint')
