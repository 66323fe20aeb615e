-- Creates a capture function, or replaces its body: when the condition holds, the actions. It runs with our privileges for any
-- role that writes, so no name in it may be looked up in that role's path: all are qualified, and the path is set as well. The
-- condition says that it was called for the captured table; on any other table, which somebody else gave a trigger, it does
-- nothing. The gate comes before the actions, and a transaction passes it before it has logged anything.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.make_function(name text, condition text, actions text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION replicator_capture.%I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER'
        ' SET search_path = pg_catalog, pg_temp AS %L', name, format('BEGIN IF %s THEN'
            ' IF replicator_capture.gate() THEN RETURN NULL; END IF; %s END IF; RETURN NULL; END', condition, actions));
    PERFORM replicator_capture.keep_private('FUNCTION', p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)))
    FROM pg_proc AS p WHERE p.oid = format('replicator_capture.%I()', name)::regprocedure;
END
$function$;
