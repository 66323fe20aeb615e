-- The columns of a table. A column that is no longer generated counts as a new one: its values were not carried.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.columns_of(
    relation oid, OUT number smallint, OUT name text, OUT type text, OUT version bigint, OUT type_oid oid
) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    SELECT a.attnum, a.attname::text,
        format_type(a.atttypid, a.atttypmod) || CASE WHEN to_jsonb(a) ->> 'attgenerated' <> '' THEN ' generated as '
            || (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef AS d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)
            ELSE '' END,
        a.xmin::text::bigint, a.atttypid
    FROM pg_attribute AS a
    WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
$function$;
