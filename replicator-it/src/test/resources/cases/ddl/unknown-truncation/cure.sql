DELETE FROM replicator.truncation WHERE table_id = 999;
