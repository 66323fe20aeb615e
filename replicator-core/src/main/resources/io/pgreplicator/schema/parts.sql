-- The objects in $1, and what is part of them: a table's indexes, constraints, triggers, sequences and partitions, a domain's
-- constraints.
-- Parameter: $1 catalog oid and object oid of each, joined by a space (text[])
-- Returns: catalog oid and object oid, joined by a space
-- Touches pg_depend; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE part (classid, objid) AS (
    SELECT split_part(g.id, ' ', 1)::oid, split_part(g.id, ' ', 2)::oid FROM unnest(?::text[]) AS g (id)
    UNION
    SELECT d.classid, d.objid
    FROM part AS p
        JOIN pg_depend AS d ON d.refclassid = p.classid AND d.refobjid = p.objid AND d.deptype IN ('a', 'i')
)
SELECT format('%s %s', p.classid, p.objid) FROM part AS p
UNION ALL
-- so pg_dump names the row security of a table
SELECT format('0 %s', p.objid) FROM part AS p WHERE p.classid = 'pg_class'::regclass
