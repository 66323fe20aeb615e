-- Lets everybody pass again, from the end of the transaction on. Refused when a switch has closed the gate for good.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.disarm_gate(epoch bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    PERFORM replicator_capture.hold_gate_epoch(epoch);
    PERFORM replicator_capture.keep_gate_open();
    IF pg_sequence_last_value('replicator_capture.gate_state') % 2 <> 0 THEN
        RAISE EXCEPTION 'the gate is closed' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    CREATE OR REPLACE FUNCTION replicator_capture.gate() RETURNS boolean LANGUAGE sql STABLE AS
        'SELECT replicator_capture.is_applied()';
END
$function$;
