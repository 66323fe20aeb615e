-- Drops what probe_capture.sql has created: run only inside a transaction that is rolled back, to find out whether it is allowed.
-- Touches pg_class, pg_proc, pg_trigger; takes no lock on user tables. Minimum version: 10
DROP TRIGGER probe ON replicator_capture.probe;
DROP FUNCTION replicator_capture.probe();
DROP TABLE replicator_capture.probe
