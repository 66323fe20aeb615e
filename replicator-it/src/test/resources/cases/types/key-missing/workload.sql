INSERT INTO keyless (v) VALUES ('same'), ('new');
UPDATE keyless SET v = 'changed' WHERE v IS NULL;
DELETE FROM keyless WHERE replicator_id = 1;
