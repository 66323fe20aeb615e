-- The objects of the target that are not restored although the copy is complete: those that could not be built, and those that
-- have to wait.
-- Returns: kind, schema, table, name, reason, the SQL that remains to be run, the SQL that shows the rows that block it
-- Touches replicator.deferred_object. Minimum version: 10
SELECT kind, schema_name, table_name, name, problem,
    array_to_string(CASE WHEN built_at IS NULL THEN build || finish ELSE finish END, '; ') || ';', offenders
FROM replicator.deferred_object
WHERE finished_at IS NULL AND problem IS NOT NULL
ORDER BY object_id
