-- Drops the capture triggers of a table on one relation, which may be a former partition; it stays known, so that a partition that
-- is added meanwhile can be told from it. Locks the relation in ACCESS EXCLUSIVE mode until the transaction ends.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.release_relation(captured integer, relation regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    found record;
BEGIN
    PERFORM replicator_capture.keep_gate_open();
    FOR found IN
        SELECT t.tgname FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
        WHERE t.tgrelid = $2 AND NOT t.tgisinternal AND p.pronamespace = 'replicator_capture'::regnamespace
            AND p.proname LIKE 'capture\_' || captured || '\_%'
        ORDER BY t.tgname
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', found.tgname, $2);
    END LOOP;
    UPDATE replicator_capture.captured_leaf AS l SET triggers = NULL WHERE l.table_id = captured AND l.relation = $2;
END
$function$;
