-- Records of the index, foreign key or other constraint number $1 that was taken off that it is built where its table, or its domain, has one
-- of its name with the same definition, whoever made it, valid or not, and that it is not built where the table lost it since. An index that
-- comes with its constraint (an exclusion, WITHOUT OVERLAPS) has the definition of that.
-- Returns: nothing
-- Touches replicator.deferred_object, pg_constraint, pg_index, pg_class, pg_type, pg_namespace. Minimum version: 10
UPDATE replicator.deferred_object AS o SET built_at = CASE WHEN p.present THEN clock_timestamp() END
FROM replicator.deferred_object AS d CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT FROM pg_constraint AS k LEFT JOIN pg_class AS c ON c.oid = k.conrelid LEFT JOIN pg_type AS t ON t.oid = k.contypid
            JOIN pg_namespace AS n ON n.oid = coalesce(c.relnamespace, t.typnamespace)
        WHERE k.contype IN ('f', 'c', 'n') AND d.kind <> 'index' AND k.conname = d.name AND n.nspname = d.schema_name
            AND regexp_replace(d.build, ' NOT VALID$', '') = regexp_replace(format('ALTER %s %I.%I ADD CONSTRAINT %I %s',
                CASE WHEN k.contypid = 0 THEN 'TABLE' ELSE 'DOMAIN' END, n.nspname, coalesce(c.relname, t.typname), k.conname,
                pg_get_constraintdef(k.oid)), ' NOT VALID$', '')
        UNION ALL
        SELECT FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_class AS c ON c.oid = i.indrelid
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE d.kind = 'index' AND i.indisvalid AND x.relname = d.name AND n.nspname = d.schema_name AND c.relname = d.table_name
            AND (pg_get_indexdef(x.oid) = d.build OR EXISTS (
                SELECT FROM pg_constraint AS k
                WHERE k.conindid = x.oid AND k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x') AND d.build = format(
                    'ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))))) AS present) AS p
WHERE o.object_id = d.object_id AND d.object_id = ? AND d.finished_at IS NULL AND (d.built_at IS NOT NULL) <> p.present
    AND d.kind IN ('index', 'foreign key', 'check constraint', 'domain constraint')
