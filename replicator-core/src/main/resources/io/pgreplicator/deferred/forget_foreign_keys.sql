-- Forgets the foreign keys from and to the table $1.$2 that were taken off.
-- Returns: the SQL that builds it; one row for each
-- Touches replicator.deferred_object. Minimum version: 10
DELETE FROM replicator.deferred_object AS o
USING (SELECT ?::text AS schema_name, ?::text AS table_name) AS w
WHERE o.kind = 'foreign key' AND (o.schema_name = w.schema_name AND o.table_name = w.table_name
    OR position(format(' REFERENCES %I.%I(', w.schema_name, w.table_name) IN o.build) > 0)
RETURNING o.build
