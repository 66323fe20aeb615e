-- The tables that have a copy journal on the target: the replicator put their rows there.
-- Returns: schema, name
-- Touches replicator.table_copy; locks it in ACCESS SHARE mode. Minimum version: 12
SELECT c.schema_name, c.table_name FROM replicator.table_copy AS c
