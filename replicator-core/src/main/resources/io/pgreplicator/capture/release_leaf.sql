-- Drops the capture triggers of a former partition, unless it was attached again, and forgets it. Locks it in ACCESS EXCLUSIVE mode until
-- the transaction ends.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.release_leaf(captured integer, leaf oid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    IF EXISTS (SELECT FROM pg_class AS c WHERE c.oid = leaf) THEN
        EXECUTE format('LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE', leaf::regclass);
        IF replicator_capture.attachment_of(captured, leaf) IS NOT NULL THEN
            RETURN;
        END IF;
        PERFORM replicator_capture.release_relation(captured, leaf::regclass);
    END IF;
    DELETE FROM replicator_capture.captured_leaf AS l WHERE l.table_id = captured AND l.relation = leaf AND l.attachment = 'left';
END
$function$;
