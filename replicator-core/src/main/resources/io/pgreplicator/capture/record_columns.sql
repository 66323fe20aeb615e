-- Records the current columns of a table as those that are carried.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.record_columns(captured integer, relation oid) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $function$
    DELETE FROM replicator_capture.captured_column AS c WHERE c.table_id = captured;
    INSERT INTO replicator_capture.captured_column (table_id, number, name, type, version, structure)
    SELECT captured, p.number, p.name, p.type, p.version, s.structure
    FROM replicator_capture.columns_of($2) AS p LEFT JOIN replicator_capture.structures_of(
        ARRAY(SELECT q.type_oid FROM replicator_capture.columns_of($2) AS q WHERE q.type_oid >= 16384)) AS s ON s.type = p.type_oid
$function$;
