-- Sets the number of the gate: 2n lets writers pass, 2n + 1 refuses them. It never goes down. To set it again is allowed: whoever has
-- read the number does not know whether it is on disk, but a commit that was acknowledged has put it there. To begin to refuse writers takes
-- the closed gate, which this transaction must hold or get at once, so nobody is in the middle of writing. A standby that does not
-- answer does not hold up the commit, which waits for this server's disk alone.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.move_gate(destination bigint, epoch bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    PERFORM set_config('synchronous_commit', 'local', true);
    PERFORM replicator_capture.hold_gate_epoch(epoch);
    IF destination < pg_sequence_last_value('replicator_capture.gate_state') THEN
        RAISE EXCEPTION 'the gate is at % already', pg_sequence_last_value('replicator_capture.gate_state')
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF destination % 2 <> 0 AND destination > pg_sequence_last_value('replicator_capture.gate_state') AND NOT (
        SELECT bool_and(pg_try_advisory_xact_lock(replicator_capture.gate_key(), part)) FROM generate_series(1, 3) AS part)
    THEN
        RAISE EXCEPTION 'the gate is not held' USING ERRCODE = 'lock_not_available';
    END IF;
    PERFORM setval('replicator_capture.gate_state', destination);
END
$function$;
