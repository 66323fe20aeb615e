-- Empties a segment when nothing in it is needed any more: no writer still uses it (otherwise the lock is not available) and
-- each of its rows was visible to the given snapshot, which the target has committed. Never waits.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.empty_segment(segment regclass, applied txid_snapshot) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    needed boolean;
BEGIN
    BEGIN
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT', segment);
    EXCEPTION WHEN lock_not_available THEN
        RETURN false;
    END;
    EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE NOT txid_visible_in_snapshot(xid, $1))', segment)
        INTO needed USING applied;
    IF NOT needed THEN
        EXECUTE format('TRUNCATE ONLY %s', segment);
    END IF;
    RETURN NOT needed;
END
$function$;
