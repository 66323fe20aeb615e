-- Captures every later write of a table; of a partitioned one only the writes to its root. The partitions follow, each in a
-- transaction of its own, because a writer waits until the transaction ends that creates triggers on the table it writes to.
-- The table is captured once it is marked complete. TRUNCATE is logged before it happens, so that the functions of the
-- partitions, which it also truncates, find the marker. Returns its number.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.capture_table(
    relation regclass, schema_name text, table_name text, capture_id uuid, kind text,
    key_columns text[], key_types text[], key_differs text
) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    captured integer;
BEGIN
    INSERT INTO replicator_capture.captured_table
        (relation, schema_name, table_name, capture_id, kind, key_columns, key_types, key_differs, segment, files, complete)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, replicator_capture.files_of($1), $5 <> 'PARTITIONED')
    RETURNING table_id INTO captured;
    PERFORM replicator_capture.record_columns(captured, $1);
    EXECUTE format('CREATE TABLE replicator_capture.%I (%s, xid bigint NOT NULL DEFAULT txid_current())', 'delta_' || captured,
        (SELECT string_agg('k' || position || ' ' || type, ', ' ORDER BY position)
         FROM unnest(key_types) WITH ORDINALITY AS k (type, position)));
    PERFORM replicator_capture.keep_private('TABLE', c.oid::regclass::text, c.relowner, c.relacl)
    FROM pg_class AS c WHERE c.oid = ('replicator_capture.delta_' || captured)::regclass;
    PERFORM replicator_capture.use_segment(captured, 1);
    PERFORM replicator_capture.make_function('capture_' || captured || '_truncate', replicator_capture.is_captured(captured, $1, 'PLAIN'),
        format('INSERT INTO replicator_capture.truncation (table_id) VALUES (%s);', captured));
    PERFORM replicator_capture.make_function('capture_' || captured || '_gate', replicator_capture.is_captured(captured, $1, 'PLAIN'), 'NULL;');
    PERFORM replicator_capture.make_triggers(captured, $1, $5);
    UPDATE replicator_capture.captured_table SET triggers = replicator_capture.triggers_of($1) WHERE table_id = captured;
    RETURN captured;
END
$function$;
