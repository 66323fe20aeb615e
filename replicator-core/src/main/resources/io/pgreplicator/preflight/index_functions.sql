-- The functions with a body in text that indexes of the tables in $1 (oids as text[]) call, and that have no search_path of their own.
-- Returns: table oid, function with its arguments, whether it belongs to an extension
-- Touches pg_index, pg_depend, pg_proc, pg_language, pg_inherits; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (root, relation) AS (
    SELECT c.oid, c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT t.root, i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
)
SELECT DISTINCT t.root::bigint, p.oid::regprocedure::text,
    EXISTS (SELECT FROM pg_depend AS m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid AND m.deptype = 'e')
FROM tree AS t JOIN pg_index AS i ON i.indrelid = t.relation AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
    JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refclassid = 'pg_proc'::regclass
    JOIN pg_proc AS p ON p.oid = d.refobjid
        AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS s (setting) WHERE s.setting LIKE 'search_path=%')
    JOIN pg_language AS l ON l.oid = p.prolang AND l.lanname NOT IN ('c', 'internal')
ORDER BY 1, 2
