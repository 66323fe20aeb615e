-- The foreign keys of the tables in $1 (oids as text[]) to other tables.
-- Returns: oid, schema, table, name; schema and table that it refers to, the name of that one's index
-- Touches pg_constraint, pg_class, pg_namespace; takes no lock on user tables. Minimum version: 10
SELECT k.oid::bigint, n.nspname, t.relname, k.conname, q.nspname, o.relname, x.relname
FROM pg_constraint AS k
    JOIN pg_class AS t ON t.oid = k.conrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace
    JOIN pg_class AS o ON o.oid = k.confrelid
    JOIN pg_namespace AS q ON q.oid = o.relnamespace
    JOIN pg_class AS x ON x.oid = k.conindid
WHERE k.contype = 'f' AND k.conrelid = ANY (?::oid[]) AND k.confrelid <> k.conrelid AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
ORDER BY 2, 3, 4
