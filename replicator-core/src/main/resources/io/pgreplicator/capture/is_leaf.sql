-- Whether the relation was captured as a partition of the table; also true while it is detached.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.is_leaf(captured integer, leaf oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    SELECT EXISTS (SELECT FROM replicator_capture.captured_leaf AS l WHERE l.table_id = captured AND l.relation = leaf AND l.triggers IS NOT NULL)
$function$;
