-- The definition of each of the user types, as an array of facts: what the rounds compare, in the words of messages.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.structures_of(types oid[], OUT type oid, OUT structure text[]) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    SELECT f.origin, array_agg(CASE f.aspect
        WHEN 'is' THEN format(CASE WHEN f.kind IN ('composite', 'row') THEN '%s %s has %s attributes' ELSE '%s %s is %s' END,
            f.kind, f.name, f.fact)
        WHEN 'attribute' THEN format('attribute %s of %s is %I %s #%s', f.position, f.name, f.part, f.fact, f.mark)
        ELSE format('%s %s has the label %L #%s', f.kind, f.name, f.part, f.mark)
    END ORDER BY f.name, f.aspect, f.position, f.part)
    FROM replicator_capture.type_facts($1) AS f
    WHERE f.aspect <> 'constraint'
    GROUP BY f.origin
$function$;
