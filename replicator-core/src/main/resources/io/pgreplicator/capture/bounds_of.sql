-- A condition that every row satisfies which an attached partition may hold, and that means the same on another server: bounds of plain
-- columns, of types whose order or equality no setting and no library changes. They stay while it is attached; not those of a default
-- partition, which grow when another one goes. NULL when there is none.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.bounds_of(captured integer, leaf oid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
    WITH RECURSIVE up (relation) AS (
        SELECT leaf
        UNION ALL
        SELECT i.inhparent FROM up AS u JOIN pg_inherits AS i ON i.inhrelid = u.relation
    )
    SELECT CASE
        WHEN replicator_capture.attachment_of(captured, leaf) IS NULL
            OR EXISTS (
                SELECT FROM up AS u JOIN pg_class AS c ON c.oid = u.relation WHERE pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT')
            OR EXISTS (
                SELECT FROM up AS u JOIN pg_partitioned_table AS p ON p.partrelid = u.relation
                    CROSS JOIN LATERAL unnest(p.partattrs::int2[], p.partclass::oid[]) AS k (attnum, operators)
                    LEFT JOIN pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = k.attnum
                WHERE p.partexprs IS NOT NULL OR k.operators >= 16384 OR p.partstrat NOT IN ('l', 'r')
                    OR NOT (
                        a.atttypid = ANY ('{int2,int4,int8,oid,numeric,date,timestamp,timestamptz,uuid}'::regtype[]::oid[])
                        OR (p.partstrat = 'l' AND a.atttypid = ANY ('{text,varchar,bpchar,bool}'::regtype[]::oid[]))))
        THEN NULL
        ELSE pg_get_partition_constraintdef(leaf) END
$function$;
