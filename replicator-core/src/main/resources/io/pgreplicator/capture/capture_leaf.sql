-- Captures every later write of one partition. TRUNCATE is captured as the keys of its rows, logged before they are removed. A
-- partition that was detached and attached again has its triggers still; only its attachment is recorded anew.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.capture_leaf(captured integer, leaf regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    attached text := replicator_capture.attachment_of(captured, leaf);
BEGIN
    UPDATE replicator_capture.captured_leaf AS l SET attachment = attached WHERE l.table_id = captured AND l.relation = leaf;
    IF NOT FOUND THEN
        PERFORM replicator_capture.make_triggers(captured, leaf, 'LEAF');
        INSERT INTO replicator_capture.captured_leaf (table_id, relation, name, triggers, attachment)
        VALUES (captured, leaf, leaf, replicator_capture.triggers_of(leaf), attached);
    END IF;
END
$function$;
