-- The unique indexes that can identify a row of the tables in $1 (oids as text[]): as unique_index.sql says, and every column not
-- null (and known to be: NOT NULL may be NOT VALID since 18). The primary key comes first, then those with the fewest columns.
-- Parameters: :unique_index (the query of unique_index.sql for i.indexrelid)
-- Returns one row per key column: table oid, index name, primary, immediate, column, its operators for
--   equality, less, and less or equal
-- Touches pg_index, pg_attribute, pg_opclass, pg_amop, pg_operator; takes no lock on user tables. Minimum version: 10
SELECT i.indrelid::bigint, ic.relname, i.indisprimary, i.indimmediate, a.attname,
    s.operators[3], s.operators[1], s.operators[2]
FROM pg_index AS i
    JOIN pg_class AS ic ON ic.oid = i.indexrelid
    CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[])
        WITH ORDINALITY AS k (attnum, opclass, collated, position)
    JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    -- not joined: the catalog of thousands of new tables may not be analyzed, and a join could read them all for each operator
    CROSS JOIN LATERAL (SELECT ARRAY(
        SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname)
        FROM pg_opclass AS c
            JOIN pg_amop AS m ON m.amopfamily = c.opcfamily AND m.amoplefttype = c.opcintype
                AND m.amoprighttype = c.opcintype AND m.amopstrategy IN (1, 2, 3)
            JOIN pg_operator AS o ON o.oid = m.amopopr
            JOIN pg_namespace AS n ON n.oid = o.oprnamespace
        WHERE c.oid = k.opclass ORDER BY m.amopstrategy)) AS s (operators)
WHERE i.indrelid = ANY (?::oid[]) AND EXISTS (:unique_index)
    AND k.position <= coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
    AND NOT EXISTS (
        SELECT FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u (attnum, position)
            LEFT JOIN pg_attribute AS v ON v.attrelid = i.indrelid AND v.attnum = u.attnum
        WHERE u.position <= coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
            AND (v.attnotnull IS NOT TRUE OR EXISTS (
                SELECT FROM pg_constraint AS y
                WHERE y.conrelid = i.indrelid AND y.contype = 'n' AND NOT y.convalidated AND u.attnum = ANY (y.conkey))))
ORDER BY i.indrelid, i.indisprimary DESC, i.indimmediate DESC, i.indnatts, ic.relname, k.position
