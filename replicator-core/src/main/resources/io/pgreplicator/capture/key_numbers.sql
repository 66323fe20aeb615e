-- The numbers of a captured table's key columns, in the order of the log's columns.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.key_numbers(captured integer) RETURNS integer[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    SELECT array_agg(c.number::integer ORDER BY k.position)
    FROM replicator_capture.captured_table AS t CROSS JOIN unnest(t.key_columns) WITH ORDINALITY AS k (name, position)
        JOIN replicator_capture.captured_column AS c ON c.table_id = t.table_id AND c.name = k.name
    WHERE t.table_id = captured
$function$;
