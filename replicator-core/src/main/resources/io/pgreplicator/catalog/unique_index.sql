-- The index, if it tells rows apart as the types of its columns do: unique, valid, whole, without expressions, each key column not
-- generated, of the index's collation, and compared as its type is by default. Its columns may be null.
-- Parameters: :index (an expression for the index's oid)
-- Returns: oid, or no row. Touches pg_index, pg_attribute, pg_opclass, pg_amop; takes no lock on user tables. Minimum version: 10
SELECT x.indexrelid
FROM pg_index AS x
WHERE x.indexrelid = :index AND x.indisunique AND NOT x.indisexclusion AND x.indisvalid AND x.indpred IS NULL AND x.indexprs IS NULL
    AND NOT EXISTS (
        SELECT FROM unnest(x.indkey::int2[], x.indcollation::oid[], x.indclass::oid[])
                WITH ORDINALITY AS u (attnum, collated, opclass, position)
            LEFT JOIN pg_attribute AS v ON v.attrelid = x.indrelid AND v.attnum = u.attnum
        WHERE u.position <= coalesce((to_jsonb(x) ->> 'indnkeyatts')::int, x.indnatts)
            AND (v.attcollation IS DISTINCT FROM u.collated OR to_jsonb(v) ->> 'attgenerated' <> ''
                OR NOT EXISTS (
                    SELECT FROM pg_opclass AS used
                        JOIN pg_opclass AS usual ON usual.opcmethod = used.opcmethod AND usual.opcintype = used.opcintype
                        JOIN pg_amop AS one ON one.amopfamily = used.opcfamily AND one.amoplefttype = used.opcintype
                            AND one.amoprighttype = used.opcintype AND one.amopstrategy = 3
                        JOIN pg_amop AS other ON other.amopfamily = usual.opcfamily
                            AND other.amoplefttype = used.opcintype AND other.amoprighttype = used.opcintype
                            AND other.amopstrategy = 3 AND other.amopopr = one.amopopr
                    WHERE used.oid = u.opclass AND usual.opcdefault)))
