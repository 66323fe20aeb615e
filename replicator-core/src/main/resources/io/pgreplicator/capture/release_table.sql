-- Stops capturing a table and removes its log; its partitions are released before. Locks every relation that still has its
-- triggers in ACCESS EXCLUSIVE mode until the transaction ends.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.release_table(captured integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    found record;
    log constant regclass := to_regclass(format('replicator_capture.%I', 'delta_' || captured));
    -- a range of names, because an index can find it: from the prefix up to the successor of '_' in byte order
    first_function constant name := 'capture_' || captured || '_';
    beyond_functions constant name := 'capture_' || captured || '`';
BEGIN
    PERFORM replicator_capture.keep_gate_open();
    FOR found IN
        SELECT DISTINCT t.tgrelid AS relation FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
            JOIN pg_class AS c ON c.oid = t.tgrelid AND pg_has_role(c.relowner, 'USAGE')
        WHERE NOT t.tgisinternal AND p.pronamespace = 'replicator_capture'::regnamespace
            AND p.proname >= first_function AND p.proname < beyond_functions
        ORDER BY t.tgrelid
    LOOP
        PERFORM replicator_capture.release_relation(captured, found.relation);
    END LOOP;
    FOR found IN
        SELECT p.oid::regprocedure AS signature, d.has_triggers, d.has_others
        FROM pg_proc AS p CROSS JOIN LATERAL (
            SELECT coalesce(bool_or(o.classid = 'pg_trigger'::regclass), false), coalesce(bool_or(o.classid <> 'pg_trigger'::regclass), false)
            FROM pg_depend AS o WHERE o.refclassid = 'pg_proc'::regclass AND o.refobjid = p.oid
        ) AS d (has_triggers, has_others)
        WHERE p.pronamespace = 'replicator_capture'::regnamespace
            AND p.proname >= first_function AND p.proname < beyond_functions
    LOOP
        -- drops with it triggers on tables that are not ours to alter, but nothing else that others have created
        EXECUTE format('DROP FUNCTION %s %s', found.signature,
            CASE WHEN found.has_triggers AND NOT found.has_others THEN 'CASCADE' ELSE 'RESTRICT' END);
    END LOOP;
    -- all in one statement, because the segments depend on the log; by name, because others may inherit from it as well
    SELECT string_agg(c.oid::regclass::text, ', ') AS tables INTO found
    FROM (SELECT log::oid UNION ALL SELECT i.inhrelid FROM pg_inherits AS i WHERE i.inhparent = log) AS part (relation)
        JOIN pg_class AS c ON c.oid = part.relation
    WHERE c.relnamespace = 'replicator_capture'::regnamespace AND c.relname ~ '^delta_[0-9]+(_[0-9]+)?$';
    IF found.tables IS NOT NULL THEN
        EXECUTE 'DROP TABLE ' || found.tables;
    END IF;
    -- of a table that was dropped, nobody carries them any more
    DELETE FROM replicator_capture.truncation WHERE table_id = captured;
    DELETE FROM replicator_capture.leaf_truncation WHERE table_id = captured;
    DELETE FROM replicator_capture.captured_table WHERE table_id = captured;
END
$function$;
