-- Marks what the partitions held that were detached or dropped since.
-- Returns: the schema and the name of the captured table, the name of the partition
-- Touches replicator_capture.captured_leaf, leaf_truncation and the catalog; takes no lock on user tables. Minimum version: 10
WITH lost AS (
    UPDATE replicator_capture.captured_leaf AS l SET attachment = 'left'
    FROM replicator_capture.lost_leaves() AS f
    WHERE l.table_id = f.table_id AND l.relation = f.relation AND l.attachment <> 'left'
    RETURNING l.table_id, l.name, l.bounds
), marked AS (
    INSERT INTO replicator_capture.leaf_truncation (table_id, bounds) SELECT table_id, bounds FROM lost
)
SELECT t.schema_name, t.table_name, l.name
FROM lost AS l JOIN replicator_capture.captured_table AS t USING (table_id)
ORDER BY t.schema_name, t.table_name, l.name
