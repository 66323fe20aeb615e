-- Captures every later write of one partition, unless that is done. TRUNCATE is captured as the keys of its rows, logged before they
-- are removed. Its attachment is recorded when its rows are marked, or need not be: until then it counts as new.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.capture_leaf(captured integer, leaf regclass, marked boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    attached constant text := CASE WHEN marked THEN replicator_capture.attachment_of(captured, leaf) ELSE '' END;
BEGIN
    IF NOT EXISTS (
        SELECT FROM replicator_capture.captured_leaf AS l
        WHERE l.table_id = captured AND l.relation = leaf AND l.triggers IS NOT NULL)
    THEN
        PERFORM replicator_capture.make_triggers(captured, leaf, 'LEAF');
    END IF;
    INSERT INTO replicator_capture.captured_leaf AS l (table_id, relation, name, triggers, attachment, bounds)
    VALUES (captured, leaf, leaf, replicator_capture.triggers_of(leaf), attached, replicator_capture.bounds_of(captured, leaf))
    ON CONFLICT (table_id, relation) DO UPDATE SET attachment = excluded.attachment, triggers = coalesce(l.triggers, excluded.triggers),
        bounds = excluded.bounds;
END
$function$;
