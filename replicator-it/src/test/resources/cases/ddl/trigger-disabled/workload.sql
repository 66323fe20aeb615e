ALTER TABLE t DISABLE TRIGGER replicator_update;
UPDATE t SET v = 'not captured' WHERE id < 10;
ALTER TABLE t ENABLE ALWAYS TRIGGER replicator_update;
UPDATE t SET v = 'captured' WHERE id BETWEEN 20 AND 30;
