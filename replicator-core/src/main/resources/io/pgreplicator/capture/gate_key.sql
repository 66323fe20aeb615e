-- The first key of the gate's advisory locks, which is the number of our schema. The second keys: 1, held in share mode by each
-- transaction that has written; 2, by those that had to wait for it; 3, by whatever must not happen while the gate is closed; from
-- 1000 on, the tickets of those that wait. Who closes the gate holds 1, 2 and 3 in exclusive mode.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.gate_key() RETURNS integer LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
    $function$SELECT ('replicator_capture'::regnamespace::oid::bigint::bit(32))::integer$function$;
