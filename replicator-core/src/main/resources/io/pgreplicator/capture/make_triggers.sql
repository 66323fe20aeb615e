-- Creates the triggers of one relation. A row trigger with a transition table makes PostgreSQL refuse to give a plain table a
-- parent, through which rows could be written past its statement triggers: the trigger on the key has one for that purpose.
-- The gate is asked by every capture function, and before a statement as well: whoever waits there holds no row locks of that
-- statement.
-- Part: PLAIN, INHERITED, PARTITIONED (a root) or LEAF (one of its partitions). Locks the relation alone, in SHARE ROW
-- EXCLUSIVE mode until the transaction ends; CREATE TRIGGER waits until all its current writers have ended.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.make_triggers(captured integer, relation regclass, part text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    wanted record;
    key_changes constant text := (
        SELECT ' WHEN (' || format(t.key_differs, VARIADIC replicator_capture.columns_at(t.relation, replicator_capture.key_numbers(captured))) || ')'
        FROM replicator_capture.captured_table AS t WHERE t.table_id = captured);
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('replicator_insert', '{PLAIN}', 'AFTER INSERT', 'REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT', '_new'),
            ('replicator_update', '{PLAIN}', 'AFTER UPDATE', 'REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT', '_new'),
            ('replicator_delete', '{PLAIN}', 'AFTER DELETE', 'REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT', '_old'),
            ('replicator_write', '{INHERITED, LEAF}', 'AFTER INSERT OR UPDATE', 'FOR EACH ROW', '_new'),
            ('replicator_delete', '{INHERITED, LEAF}', 'AFTER DELETE', 'FOR EACH ROW', '_key'),
            ('replicator_key', '{PLAIN}', 'AFTER UPDATE', 'REFERENCING NEW TABLE AS new_rows FOR EACH ROW' || key_changes, '_key'),
            ('replicator_key', '{INHERITED, LEAF}', 'AFTER UPDATE', 'FOR EACH ROW' || key_changes, '_key'),
            ('replicator_truncate', '{PLAIN, INHERITED, PARTITIONED}', 'BEFORE TRUNCATE', 'FOR EACH STATEMENT', '_truncate'),
            ('replicator_gate', '{PLAIN, INHERITED, PARTITIONED}', 'BEFORE INSERT OR UPDATE OR DELETE', 'FOR EACH STATEMENT', '_gate'),
            ('replicator_truncate', '{LEAF}', 'BEFORE TRUNCATE', 'FOR EACH STATEMENT', '_leaf')
        ) AS v (name, parts, event, clause, function)
        WHERE part = ANY (v.parts::text[])
    LOOP
        EXECUTE format('CREATE TRIGGER %I %s ON %s %s EXECUTE PROCEDURE replicator_capture.%I()',
            wanted.name, wanted.event, relation, wanted.clause, 'capture_' || captured || wanted.function);
        EXECUTE format('ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER %I', relation, wanted.name);
    END LOOP;
END
$function$;
