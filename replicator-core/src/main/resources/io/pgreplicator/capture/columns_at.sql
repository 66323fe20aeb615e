-- The current names of columns, given by their numbers: a renamed column keeps its number. Null where one was dropped. Unlike a
-- query of the catalog, this sees the current state, not the state when the transaction took its snapshot.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.columns_at(relation oid, numbers integer[]) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    SELECT array_agg((pg_identify_object_as_address('pg_class'::regclass, relation, n.number)).object_names[3] ORDER BY n.position)
    FROM unnest(numbers) WITH ORDINALITY AS n (number, position)
$function$;
