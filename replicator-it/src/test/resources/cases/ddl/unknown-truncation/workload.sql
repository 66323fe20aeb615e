INSERT INTO replicator.truncation (table_id) VALUES (999);
