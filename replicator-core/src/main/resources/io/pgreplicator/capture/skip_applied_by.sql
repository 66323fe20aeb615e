-- From now on skips what that migration applies here; what any other one applies is captured. Its appliers log in as the role
-- that calls this: anybody can read the migration's number in the function, so the marker of another role is not trusted.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.skip_applied_by(opposite uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    PERFORM replicator_capture.keep_gate_open();
    UPDATE replicator_capture.capture SET opposite_id = opposite;
    EXECUTE format('CREATE OR REPLACE FUNCTION replicator_capture.is_applied() RETURNS boolean LANGUAGE sql STABLE AS %L', format(
        'SELECT CASE WHEN pg_catalog.current_setting(''replicator.applies'', true) OPERATOR(pg_catalog.<>) '''''
        ' THEN pg_catalog.current_setting(''replicator.applies'', true) OPERATOR(pg_catalog.=)'
        ' (%L::pg_catalog.text OPERATOR(pg_catalog.||) pg_catalog.txid_current()::pg_catalog.text)'
        ' AND session_user::pg_catalog.text OPERATOR(pg_catalog.=) %L::pg_catalog.text ELSE false END', opposite || ' ', session_user));
END
$function$;
