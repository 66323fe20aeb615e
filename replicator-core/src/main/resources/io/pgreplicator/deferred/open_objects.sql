-- The objects of the target that are not back though the copy is done: those that could not be built, and those that have to
-- wait.
-- Returns: kind, schema, table, name, why, the SQL that is left to do, the SQL that shows the rows in the way, whether it waits
-- Parameter: :is_missed (the condition under which the object o can be restored)
-- Touches replicator.deferred_object, replicator.dropped_table, pg_class. Minimum version: 10
SELECT kind, schema_name, table_name, name, problem,
    array_to_string(CASE WHEN built_at IS NULL THEN build || finish ELSE finish END, '; ') || ';', offenders, waits
FROM replicator.deferred_object AS o
WHERE finished_at IS NULL AND problem IS NOT NULL AND :is_missed
ORDER BY object_id
