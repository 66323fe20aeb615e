-- The foreign keys from and to the tables in $1 and $2 (schemas and names as text[]), which were dropped with the replication of these, if
-- both tables are still there.
-- Returns: the SQL that builds it; one row for each
-- Touches replicator.dropped_table; takes no lock on user tables. Minimum version: 10
SELECT DISTINCT k.build
FROM unnest(?::text[], ?::text[]) AS t (schema_name, table_name) JOIN replicator.dropped_table AS d USING (schema_name, table_name)
    CROSS JOIN LATERAL unnest(d.foreign_keys) AS k (build)
WHERE to_regclass(substring(k.build FROM '^ALTER TABLE (.*?) ADD CONSTRAINT ')) IS NOT NULL
    AND to_regclass(substring(k.build FROM ' REFERENCES (.*?)\(')) IS NOT NULL
ORDER BY 1
