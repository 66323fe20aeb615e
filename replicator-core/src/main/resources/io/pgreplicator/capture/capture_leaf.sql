-- Captures every later write of one partition. TRUNCATE is captured as the keys of its rows, logged before they are removed.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.capture_leaf(captured integer, leaf regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    PERFORM replicator_capture.make_triggers(captured, leaf, 'LEAF');
    INSERT INTO replicator_capture.captured_leaf (table_id, relation, name, triggers)
    VALUES (captured, leaf, leaf, replicator_capture.triggers_of(leaf));
END
$function$;
