-- The condition under which a capture function was called for the captured table, or one of its partitions. Before 12 no
-- function returns the current root of a partition, which would be the faster query.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.is_captured(captured integer, relation oid, kind text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    SELECT CASE WHEN kind <> 'PARTITIONED' THEN format('TG_RELID OPERATOR(pg_catalog.=) %L::pg_catalog.oid', relation)
        ELSE format('(%sreplicator_capture.is_leaf(%s, TG_RELID))',
            CASE WHEN to_regprocedure('pg_catalog.pg_partition_root(regclass)') IS NULL THEN ''
                ELSE format('pg_catalog.pg_partition_root(TG_RELID::pg_catalog.regclass)::pg_catalog.oid'
                    ' OPERATOR(pg_catalog.=) %L::pg_catalog.oid OR ', relation) END, captured) END
$function$;
