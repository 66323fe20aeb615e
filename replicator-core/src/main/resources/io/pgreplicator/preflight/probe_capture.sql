-- Creates the objects of a capture, and drops them: run only inside a transaction that is rolled back, to find out whether it is allowed.
-- Touches pg_class, pg_proc, pg_trigger; takes no lock on user tables. Minimum version: 10
CREATE TABLE replicator_capture.probe (key bigint);
CREATE FUNCTION replicator_capture.probe() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN RETURN NULL; END$$;
CREATE TRIGGER probe AFTER INSERT ON replicator_capture.probe REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE PROCEDURE replicator_capture.probe();
DROP TRIGGER probe ON replicator_capture.probe;
DROP FUNCTION replicator_capture.probe();
DROP TABLE replicator_capture.probe
