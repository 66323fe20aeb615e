INSERT INTO replicator_capture.truncation (table_id) VALUES (999);
