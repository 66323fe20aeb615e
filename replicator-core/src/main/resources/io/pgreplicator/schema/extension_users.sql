-- Which of the objects in $1 refer to an extension, by themselves or by a part of theirs: a column, a default, a constraint. A table can be
-- without an index that stands for no constraint, which is an object of its own here. What the body
-- of a function names is not known to the server, unless it was written as BEGIN ATOMIC. A foreign server counts for nothing: no row that is
-- replicated needs one, nor a user mapping or a foreign table of it.
-- Parameter: $1 catalog oid and object oid of each, joined by a space (text[])
-- Returns: extension, the objects that refer to it (text[]), catalog oid and object oid of each, joined by a space (text[])
-- Touches pg_depend, pg_extension, pg_class, pg_constraint and the catalog of each object; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE member (classid, objid, extension) AS (
    SELECT d.classid, d.objid, d.refobjid FROM pg_depend AS d
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
    UNION
    -- part of a member: the array of a type, the row type of a view and the rule of it
    SELECT d.classid, d.objid, m.extension
    FROM member AS m
        JOIN pg_depend AS d ON d.refclassid = m.classid AND d.refobjid = m.objid AND d.deptype IN ('a', 'i')
), dependent (classid, objid, extension) AS (
    SELECT d.classid, d.objid, m.extension
    FROM member AS m
        JOIN pg_depend AS d ON d.refclassid = m.classid AND d.refobjid = m.objid AND d.deptype = 'n'
    WHERE NOT EXISTS (SELECT FROM member AS o WHERE o.classid = d.classid AND o.objid = d.objid)
    UNION
    -- what it is part of
    SELECT d.refclassid, d.refobjid, t.extension
    FROM dependent AS t
        JOIN pg_depend AS d ON d.classid = t.classid AND d.objid = t.objid AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_class AS c ON t.classid = 'pg_class'::regclass AND c.oid = t.objid AND c.relkind IN ('i', 'I')
    WHERE c.oid IS NULL OR EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))
)
SELECT e.extname, array_agg(pg_describe_object(t.classid, t.objid, 0) ORDER BY t.classid, t.objid),
    array_agg(g.id ORDER BY t.classid, t.objid)
FROM unnest(?::text[]) AS g (id)
    JOIN dependent AS t ON format('%s %s', t.classid, t.objid) = g.id
    JOIN pg_extension AS e ON e.oid = t.extension
WHERE t.classid <> 'pg_foreign_server'::regclass
GROUP BY e.extname
