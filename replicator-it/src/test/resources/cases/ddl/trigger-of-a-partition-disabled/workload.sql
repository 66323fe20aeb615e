ALTER TABLE p_1 DISABLE TRIGGER replicator_write;
UPDATE p SET v = 'not captured' WHERE id < 10;
ALTER TABLE p_1 ENABLE ALWAYS TRIGGER replicator_write;
