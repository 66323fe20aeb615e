-- From the end of the transaction on each transaction holds the gate in share mode from its first write on, and is refused once the
-- number of the gate is odd. Transactions that have written before do not hold it: wait for them. The place is where the refused find
-- what they look for. A transaction that holds the gate passes even when somebody waits to close it.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.arm_gate(epoch bigint, place text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    PERFORM replicator_capture.hold_gate_epoch(epoch);
    EXECUTE format('CREATE OR REPLACE FUNCTION replicator_capture.gate() RETURNS boolean LANGUAGE plpgsql AS %L', format(
        'BEGIN IF replicator_capture.is_applied() THEN RETURN true; END IF;'
        ' IF NOT pg_catalog.pg_try_advisory_xact_lock_shared(%s, 1) THEN PERFORM replicator_capture.wait_gate(); END IF;'
        ' IF coalesce((pg_catalog.pg_sequence_last_value(%L::pg_catalog.regclass) OPERATOR(pg_catalog.%%) 2::pg_catalog.int8)'
        ' OPERATOR(pg_catalog.<>) 0::pg_catalog.int8, true) THEN'
        ' RAISE EXCEPTION USING ERRCODE = ''read_only_sql_transaction'', MESSAGE = %L; END IF; RETURN false; END',
        replicator_capture.gate_key(), 'replicator_capture.gate_state'::regclass::oid,
        'this database takes no writes: ' || place));
END
$function$;
