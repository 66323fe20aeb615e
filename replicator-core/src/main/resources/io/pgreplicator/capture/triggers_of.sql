-- The capture triggers of a table as they were created: one that was disabled, dropped or altered, even for a moment, counts as
-- another one, because what was written meanwhile was not captured. By index, because the catalog may not be analyzed when
-- thousands of tables have just been captured.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.triggers_of(relation oid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $function$
    SELECT string_agg(format('%s %s %s', g.oid, g.xmin, g.tgenabled), ', ' ORDER BY g.oid)
    FROM pg_trigger AS g JOIN pg_proc AS p ON p.oid = g.tgfoid
    WHERE g.tgrelid = relation AND p.pronamespace = 'replicator_capture'::regnamespace
$function$;
