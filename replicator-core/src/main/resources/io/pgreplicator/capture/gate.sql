-- The gate: every capture function asks it before it logs anything. True: what is written comes from the opposite migration, and is
-- not logged. Disarmed, as here, it lets everybody pass and costs nothing, because it is inlined; arm_gate replaces it. It sets
-- no search_path, so that it can be inlined; every name in it is qualified.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.gate() RETURNS boolean LANGUAGE sql STABLE AS
    $function$SELECT replicator_capture.is_applied()$function$;
