-- Counts one heartbeat, on the server that was started at the given moment and no other, and not below the given number.
-- Everything visible now precedes it in the write-ahead log. The row lock serializes the callers that read and set the
-- sequence, and assigns a transaction number, so that the commit waits until all this is on disk.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.beat(server timestamptz, least_count bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    IF server <> pg_postmaster_start_time() THEN
        RAISE EXCEPTION 'the connection leads to another server than the one that was read'
            USING ERRCODE = 'connection_exception';
    END IF;
    PERFORM 1 FROM replicator_capture.capture FOR UPDATE;
    RETURN setval('replicator_capture.heartbeat', greatest((SELECT last_value FROM replicator_capture.heartbeat) + 1, least_count));
END
$function$;
