-- What is taken off the target and may be changed on the source meanwhile, with the form that the source had when it was asked last, and the
-- form that it is recorded in, in the words of source_forms.sql where it can be told.
-- Parameter: :is_missed (the condition under which the object o can be restored)
-- Returns: number, kind, schema, table or domain, name, build, whether it is built, the source's form (null: never asked; empty: the source had
--   none), its own form (null: not known)
-- Touches replicator.deferred_object, replicator.dropped_table, pg_class. Minimum version: 10
SELECT o.object_id, o.kind, o.schema_name, o.table_name, o.name, o.build, o.built_at IS NOT NULL, to_jsonb(o) ->> 'source_form',
    CASE WHEN o.kind = 'index' AND o.build LIKE 'CREATE %' AND array_to_string(o.finish, ';') NOT LIKE '% ADD CONSTRAINT %'
            THEN regexp_replace(o.build, ' INDEX ("([^"]|"")*"|\S+) ON ', ' INDEX ON ')
        WHEN o.kind IN ('foreign key', 'check constraint', 'domain constraint') AND starts.at_once THEN
            CASE WHEN array_to_string(o.finish, ';') LIKE '% VALIDATE CONSTRAINT %' THEN regexp_replace(added.text, ' NOT VALID$', '')
                ELSE added.text END
    END
FROM replicator.deferred_object AS o
    CROSS JOIN LATERAL (SELECT format('ALTER %s %I.%I ADD CONSTRAINT %I ', CASE o.kind WHEN 'domain constraint' THEN 'DOMAIN' ELSE 'TABLE' END,
        o.schema_name, o.table_name, o.name) AS text) AS adding
    CROSS JOIN LATERAL (SELECT left(o.build, length(adding.text)) = adding.text AS at_once) AS starts
    CROSS JOIN LATERAL (SELECT substr(o.build, length(adding.text) + 1) AS text) AS added
WHERE o.finished_at IS NULL AND o.kind <> 'statistics' AND :is_missed
ORDER BY o.object_id
