-- Refuses whoever has not raised the epoch of this gate last, until the transaction ends. It locks a row, so the transaction
-- has a number, and its commit waits until all it did is on disk.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.hold_gate_epoch(epoch bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    PERFORM 1 FROM replicator_capture.capture AS c WHERE c.gate_epoch = epoch FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'another replicator has taken over this gate' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
END
$function$;
