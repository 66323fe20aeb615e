-- What keeps the column $2 of the table $1 (its oid), which its partitions and the tables that inherit have as well, from being dropped or
-- from having another type: views, triggers, policies, rules, functions and generated columns that name it, what depends on those, and
-- foreign keys of other tables to it.
-- Returns: its description; the statement that drops it (null where none can be given), in an order in which they can be run; its name if
--   it is a view, a function or a constraint (else null); whether this role may drop it; whether it would be in the way of another type, too;
--   whether it is in the way of being dropped: a row of the table, as the type of another column, only keeps it from being written anew
-- Touches pg_inherits, pg_depend, pg_rewrite, pg_trigger, pg_policy, pg_proc, pg_aggregate, pg_constraint, pg_type; takes no lock on user tables.
-- Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT ?::oid
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), own AS (
    SELECT a.attrelid, a.attnum::int AS attnum FROM tree AS t JOIN pg_attribute AS a ON a.attrelid = t.relation AND a.attname = ?
), generated AS (
    SELECT d.oid AS expression, a.attrelid, a.attnum::int AS attnum, a.attname, a.attinhcount, a.attislocal
    FROM pg_attribute AS a JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE coalesce(to_jsonb(a) ->> 'attgenerated', '') <> ''
), dependent (classid, objid, objsubid, steps) AS (
    SELECT 'pg_class'::regclass::oid, o.attrelid, o.attnum, 0 FROM own AS o
    UNION
    SELECT CASE WHEN g.expression IS NULL THEN d.classid ELSE 'pg_class'::regclass::oid END, coalesce(g.attrelid, d.objid),
        coalesce(g.attnum, d.objsubid), t.steps + 1
    FROM dependent AS t
        CROSS JOIN LATERAL (
            SELECT t.classid, t.objid, t.objsubid, NULL::oid WHERE t.classid IN ('pg_class'::regclass, 'pg_proc'::regclass)
            UNION ALL
            SELECT 'pg_class'::regclass, w.ev_class, NULL, w.ev_class FROM pg_rewrite AS w
            WHERE t.classid = 'pg_rewrite'::regclass AND w.oid = t.objid AND w.rulename = '_RETURN'
            UNION ALL
            SELECT 'pg_type'::regclass, y.oid, 0, w.ev_class
            FROM pg_rewrite AS w JOIN pg_type AS v ON v.typrelid = w.ev_class JOIN pg_type AS y ON y.oid IN (v.oid, v.typarray)
            WHERE t.classid = 'pg_rewrite'::regclass AND w.oid = t.objid AND w.rulename = '_RETURN'
        ) AS s (classid, objid, objsubid, view)
        JOIN pg_depend AS d ON d.refclassid = s.classid AND d.refobjid = s.objid AND d.refobjsubid = coalesce(s.objsubid, d.refobjsubid)
        LEFT JOIN generated AS g ON d.classid = 'pg_attrdef'::regclass AND g.expression = d.objid
    WHERE t.steps < 50
        AND (d.deptype = 'n' OR d.deptype = 'a' AND t.objsubid > 0
            -- before 15 it is the generated column that depends, later its expression
            AND (g.expression IS NOT NULL OR d.classid = 'pg_class'::regclass AND d.objsubid > 0))
        -- its own expression, and the rules of a view, which go with it
        AND (coalesce(g.attrelid, 0), coalesce(g.attnum, 0)) <> (t.objid, t.objsubid)
        -- a check of the table goes with it, and is built again for another type
        AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
            AND k.contype = 'c' AND t.classid = 'pg_class'::regclass AND k.conrelid = t.objid)
        AND NOT EXISTS (SELECT FROM pg_rewrite AS w WHERE d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid AND w.ev_class = s.view)
), last AS (
    SELECT t.classid, t.objid, t.objsubid, max(t.steps) AS steps FROM dependent AS t
    WHERE (t.classid, t.objid, t.objsubid) NOT IN (SELECT 'pg_class'::regclass::oid, o.attrelid, o.attnum FROM own AS o)
    GROUP BY t.classid, t.objid, t.objsubid
), statement (classid, objid, objsubid, sql, name, owner) AS (
    SELECT 'pg_rewrite'::regclass::oid, w.oid, 0, CASE WHEN w.rulename <> '_RETURN' THEN format('DROP RULE IF EXISTS %I ON %I.%I;', w.rulename, n.nspname, c.relname)
        WHEN c.relkind = 'm' THEN format('DROP MATERIALIZED VIEW IF EXISTS %I.%I;', n.nspname, c.relname)
        ELSE format('DROP VIEW IF EXISTS %I.%I;', n.nspname, c.relname) END,
        CASE WHEN w.rulename = '_RETURN' THEN format('%I.%I', n.nspname, c.relname) END, c.relowner
    FROM last AS l JOIN pg_rewrite AS w ON l.classid = 'pg_rewrite'::regclass AND w.oid = l.objid
        JOIN pg_class AS c ON c.oid = w.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT l.classid, l.objid, 0, format('DROP TRIGGER IF EXISTS %I ON %I.%I;', t.tgname, n.nspname, c.relname), NULL, c.relowner
    FROM last AS l JOIN pg_trigger AS t ON l.classid = 'pg_trigger'::regclass AND t.oid = l.objid
        JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT l.classid, l.objid, 0, format('DROP POLICY IF EXISTS %I ON %I.%I;', p.polname, n.nspname, c.relname), NULL, c.relowner
    FROM last AS l JOIN pg_policy AS p ON l.classid = 'pg_policy'::regclass AND p.oid = l.objid
        JOIN pg_class AS c ON c.oid = p.polrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT l.classid, l.objid, 0, format('DROP %s IF EXISTS %s;', CASE WHEN to_jsonb(p) ->> 'prokind' = 'p' THEN 'PROCEDURE' WHEN g.aggfnoid IS NOT NULL THEN 'AGGREGATE'
            ELSE 'FUNCTION' END, CASE WHEN g.aggfnoid IS NOT NULL AND p.pronargs = 0 THEN replace(x.name, '()', '(*)') ELSE x.name END), x.name, p.proowner
    FROM last AS l JOIN pg_proc AS p ON l.classid = 'pg_proc'::regclass AND p.oid = l.objid JOIN pg_namespace AS n ON n.oid = p.pronamespace
        CROSS JOIN LATERAL (SELECT format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))) AS x (name)
        LEFT JOIN pg_aggregate AS g ON g.aggfnoid = p.oid
    UNION ALL
    SELECT l.classid, l.objid, 0, format('ALTER TABLE %I.%I DROP CONSTRAINT IF EXISTS %I;', n.nspname, c.relname, k.conname),
        format('%I on %I.%I', k.conname, n.nspname, c.relname), c.relowner
    FROM last AS l JOIN pg_constraint AS k ON l.classid = 'pg_constraint'::regclass AND k.oid = l.objid AND k.contype = 'f'
        JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT l.classid, l.objid, l.objsubid, format('ALTER TABLE %I.%I DROP COLUMN IF EXISTS %I;', n.nspname, c.relname, g.attname), NULL, c.relowner
    FROM last AS l JOIN generated AS g ON l.classid = 'pg_class'::regclass AND g.attrelid = l.objid AND g.attnum = l.objsubid
        JOIN pg_class AS c ON c.oid = g.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
), part (classid, objid, objsubid) AS (
    -- what goes with that of the whole table, or with what it belongs to
    SELECT 'pg_trigger'::regclass::oid, t.oid, 0 FROM pg_trigger AS t
    WHERE t.tgisinternal OR coalesce(to_jsonb(t) ->> 'tgparentid', '0') <> '0'
    UNION ALL
    SELECT 'pg_constraint'::regclass, k.oid, 0 FROM pg_constraint AS k WHERE coalesce(to_jsonb(k) ->> 'conparentid', '0') <> '0'
    UNION ALL
    SELECT 'pg_class'::regclass, g.attrelid, g.attnum FROM generated AS g JOIN pg_inherits AS i ON i.inhrelid = g.attrelid
        JOIN tree AS t ON t.relation = i.inhparent
    WHERE g.attinhcount > 0 AND NOT g.attislocal
    UNION ALL
    SELECT 'pg_rewrite'::regclass, r.oid, 0
    FROM last AS l JOIN pg_rewrite AS w ON l.classid = 'pg_rewrite'::regclass AND w.oid = l.objid AND w.rulename = '_RETURN'
        JOIN pg_rewrite AS r ON r.ev_class = w.ev_class AND r.rulename <> '_RETURN'
), holder (type) AS (
    -- the rows of these tables as types, and the types that are made of them
    SELECT y.oid FROM tree AS t JOIN pg_type AS y ON y.typrelid = t.relation
    UNION
    SELECT s.oid FROM holder AS h CROSS JOIN LATERAL (
        SELECT y.oid FROM pg_type AS y WHERE y.typbasetype = h.type OR y.typelem = h.type AND y.typcategory = 'A'
        UNION ALL
        SELECT c.reltype FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'c'
        WHERE a.atttypid = h.type AND NOT a.attisdropped
    ) AS s (oid)
), found (name, sql, object, owner, of_types, of_drops, steps, heir) AS (
    SELECT pg_describe_object(l.classid, l.objid, l.objsubid), CASE WHEN l.steps < 50 THEN s.sql END, s.name, s.owner,
        l.classid <> 'pg_constraint'::regclass, true, l.steps, (
            -- what has it of its own as well can only lose it then
            SELECT count(*) FROM generated AS g WHERE (g.attrelid, g.attnum) = (l.objid, l.objsubid) AND g.attinhcount > 0)
    FROM last AS l LEFT JOIN statement AS s ON (s.classid, s.objid, s.objsubid) = (l.classid, l.objid, l.objsubid)
    WHERE (l.classid, l.objid, l.objsubid) NOT IN (SELECT p.classid, p.objid, p.objsubid FROM part AS p)
    UNION ALL
    SELECT 'the partition key of ' || p.partrelid::regclass, NULL, NULL, NULL, true, true, 0, 0
    FROM own AS o JOIN pg_partitioned_table AS p ON p.partrelid = o.attrelid
    WHERE o.attnum = ANY (p.partattrs) OR EXISTS (
        SELECT FROM pg_depend AS d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = o.attrelid AND d.objsubid = 0
            AND d.refclassid = 'pg_class'::regclass AND d.refobjid = o.attrelid AND d.refobjsubid = o.attnum)
    UNION ALL
    SELECT format('column %s of %s, whose type is the row of the table', quote_ident(a.attname), c.oid::regclass), NULL, NULL, NULL, true, false, 0, 0
    FROM holder AS h JOIN pg_attribute AS a ON a.atttypid = h.type
        JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'm', 'p')
    WHERE a.attnum > 0 AND NOT a.attisdropped
)
SELECT f.name, f.sql, f.object, coalesce(pg_has_role(f.owner, 'USAGE'), false), f.of_types, f.of_drops
FROM found AS f
ORDER BY f.steps DESC, f.heir, f.sql, f.name
