-- Waits while the gate is closed, or is being closed. Whoever waits here may hold row locks that a transaction needs which the gate
-- waits for: it is then given its ticket, and passes. A writer's own lock_timeout would make it fail before anything is decided.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.wait_gate() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = 0 AS $function$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(replicator_capture.gate_key(), 1000 + (pg_backend_pid() & 255));
    PERFORM pg_advisory_xact_lock_shared(replicator_capture.gate_key(), 2);
END
$function$;
