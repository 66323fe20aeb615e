-- The statement that logs keys. The pattern says how a column is written in it, the origin is the rest of its SELECT.
-- Null when a column was dropped.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.key_insert(log text, key_columns text[], pattern text, origin text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    SELECT format('INSERT INTO %s (%s) SELECT %s%s', log, string_agg('k' || k.position, ', ' ORDER BY k.position),
        string_agg(format(pattern, k.name), ', ' ORDER BY k.position), origin)
    FROM unnest(key_columns) WITH ORDINALITY AS k (name, position)
    WHERE array_position(key_columns, NULL) IS NULL
    HAVING count(*) > 0
$function$;
