-- For the tables in $1 (oids as text[]), which have no usable key: the unique indexes that are unusable only because some
-- of their columns may be null. Those with the fewest columns come first.
-- Parameters: :unique_index (the query of unique_index.sql for i.indexrelid)
-- Returns one row per index: table oid, index name, the clauses of ALTER TABLE that would make it usable, the condition for the rows r
--   that forbid it
-- Touches pg_index, pg_attribute; takes no lock on user tables. Minimum version: 10
SELECT i.indrelid::bigint, ic.relname,
    string_agg(format('ALTER COLUMN %I SET NOT NULL', a.attname), ', ' ORDER BY k.position)
        FILTER (WHERE NOT s.never_null),
    string_agg(format('r.%I IS NULL', a.attname), ' OR ' ORDER BY k.position) FILTER (WHERE NOT s.never_null)
FROM pg_index AS i
    JOIN pg_class AS ic ON ic.oid = i.indexrelid
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
    JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    CROSS JOIN LATERAL (
        SELECT a.attnotnull AND NOT EXISTS (
            SELECT FROM pg_constraint AS y
            WHERE y.conrelid = i.indrelid AND y.contype = 'n' AND NOT y.convalidated AND a.attnum = ANY (y.conkey)) AS never_null
    ) AS s
WHERE i.indrelid = ANY (?::oid[]) AND EXISTS (:unique_index)
    AND k.position <= coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
GROUP BY i.indrelid, i.indnatts, ic.relname
HAVING bool_or(NOT s.never_null)
ORDER BY i.indrelid, i.indnatts, ic.relname
