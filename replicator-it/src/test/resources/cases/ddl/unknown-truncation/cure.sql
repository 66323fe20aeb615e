DELETE FROM replicator_capture.truncation WHERE table_id = 999;
