-- The statement that logs keys of a captured table by the current names of its key columns.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.present_insert(captured integer, pattern text, origin text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    SELECT replicator_capture.key_insert(format('replicator_capture.%I', 'delta_' || captured || '_' || t.segment),
        replicator_capture.columns_at(t.relation, replicator_capture.key_numbers(captured)), pattern, origin)
    FROM replicator_capture.captured_table AS t WHERE t.table_id = captured
$function$;
