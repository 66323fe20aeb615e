-- Makes the current columns of a captured table the ones that the rounds carry from now on.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.adapt_table(captured integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    its replicator_capture.captured_table;
BEGIN
    UPDATE replicator_capture.captured_table AS t SET key_columns = replicator_capture.columns_at(t.relation, replicator_capture.key_numbers(captured)),
        files = replicator_capture.files_of(t.relation)
    WHERE t.table_id = captured RETURNING * INTO STRICT its;
    PERFORM replicator_capture.record_columns(captured, its.relation);
    -- columns may have changed their names
    UPDATE replicator_capture.captured_leaf AS l SET bounds = replicator_capture.bounds_of(captured, l.relation) WHERE l.table_id = captured;
    UPDATE replicator_capture.leaf_truncation AS m SET bounds = NULL WHERE m.table_id = captured;
    PERFORM replicator_capture.use_segment(captured, its.segment);
END
$function$;
