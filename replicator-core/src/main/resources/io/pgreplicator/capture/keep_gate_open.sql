-- Waits until the gate is not closed, and prevents that it is closed, until the transaction ends. Whatever takes writes past the gate
-- does this first: it may not happen between the moment in which somebody has closed the gate and the switch that relies on it.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.keep_gate_open() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(replicator_capture.gate_key(), 3);
END
$function$;
