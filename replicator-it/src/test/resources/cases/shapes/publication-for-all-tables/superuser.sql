-- Every table is published, the replicator's own too: each needs a replica identity, or writes would fail.
CREATE PUBLICATION everything FOR ALL TABLES;
