-- The unique constraints and indexes of other tables to which foreign keys of the tables in $1 (oids as text[]) refer.
-- Returns: schema, name of the index, the statement that creates it
-- Touches pg_constraint, pg_class, pg_namespace; briefly locks each index in ACCESS SHARE mode for its definition. Minimum version: 10
SELECT DISTINCT n.nspname, i.relname,
    CASE WHEN u.oid IS NULL THEN replace(pg_get_indexdef(i.oid), y.head || 'ONLY ', y.head) || ';'
        ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s;', k.confrelid::regclass, u.conname, pg_get_constraintdef(u.oid)) END
FROM (SELECT ?::oid[] AS oids) AS w JOIN pg_constraint AS k ON k.contype = 'f' AND k.conrelid = ANY (w.oids) AND NOT k.confrelid = ANY (w.oids)
    JOIN pg_class AS i ON i.oid = k.conindid JOIN pg_namespace AS n ON n.oid = i.relnamespace
    LEFT JOIN pg_constraint AS u ON u.conindid = i.oid AND u.conrelid = k.confrelid AND u.contype IN ('p', 'u')
    -- that of a partitioned table is printed for the table alone, where it would stay invalid
    CROSS JOIN LATERAL (SELECT format('CREATE UNIQUE INDEX %I ON ', i.relname)) AS y (head)
ORDER BY 1, 2
