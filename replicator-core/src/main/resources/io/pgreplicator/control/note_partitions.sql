-- Notes partitions, by the numbers of their tables in $1, oids in $2, attachments in $3, schemas in $4 and names in $5 (text[]). What is noted of an
-- earlier attachment stays: that one was detached since.
-- Touches replicator.table_copy, replicator.copied_partition; takes no lock on user tables. Minimum version: 10
INSERT INTO replicator.copied_partition AS known (table_id, relation, attachment, schema_name, partition_name)
SELECT table_id, g.relation, g.attachment, g.schema_name, g.partition_name
FROM unnest(?::integer[], ?::oid[], ?::text[], ?::text[], ?::text[]) AS g (table_id, relation, attachment, schema_name, partition_name)
    JOIN replicator.table_copy USING (table_id)
ON CONFLICT (table_id, relation) DO UPDATE SET schema_name = EXCLUDED.schema_name, partition_name = EXCLUDED.partition_name
WHERE known.attachment = EXCLUDED.attachment
