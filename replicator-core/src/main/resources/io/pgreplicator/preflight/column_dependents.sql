-- What keeps the column $2 of the table $1 (its oid) from being dropped, or from having another type: views over it and over those,
-- triggers, policies, rules and functions that name it, foreign keys of other tables to it.
-- Returns: the statement that drops one of them, in an order in which they can be run; whether it would be in the way of another type, too
-- Touches pg_depend, pg_rewrite, pg_trigger, pg_policy, pg_proc, pg_constraint; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE dependent (classid, objid, steps) AS (
    SELECT d.classid, d.objid, 1
    FROM pg_attribute AS a JOIN pg_depend AS d
        ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = 'n'
    WHERE a.attrelid = ?::oid AND a.attname = ?
    UNION
    SELECT d.classid, d.objid, t.steps + 1
    FROM dependent AS t JOIN pg_rewrite AS w ON t.classid = 'pg_rewrite'::regclass AND w.oid = t.objid
        JOIN pg_class AS v ON v.oid = w.ev_class AND v.relkind IN ('v', 'm')
        JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = v.oid AND d.deptype = 'n'
            AND (d.classid, d.objid) <> (t.classid, t.objid)
), last AS (
    SELECT t.classid, t.objid, max(t.steps) AS steps FROM dependent AS t GROUP BY t.classid, t.objid
), statement (steps, sql, of_types) AS (
    SELECT l.steps, CASE c.relkind WHEN 'v' THEN format('DROP VIEW %I.%I;', n.nspname, c.relname)
        WHEN 'm' THEN format('DROP MATERIALIZED VIEW %I.%I;', n.nspname, c.relname)
        ELSE format('DROP RULE %I ON %I.%I;', w.rulename, n.nspname, c.relname) END, true
    FROM last AS l JOIN pg_rewrite AS w ON l.classid = 'pg_rewrite'::regclass AND w.oid = l.objid
        JOIN pg_class AS c ON c.oid = w.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION
    SELECT l.steps, format('DROP TRIGGER %I ON %I.%I;', t.tgname, n.nspname, c.relname), true
    FROM last AS l JOIN pg_trigger AS t ON l.classid = 'pg_trigger'::regclass AND t.oid = l.objid AND NOT t.tgisinternal
        JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION
    SELECT l.steps, format('DROP POLICY %I ON %I.%I;', p.polname, n.nspname, c.relname), true
    FROM last AS l JOIN pg_policy AS p ON l.classid = 'pg_policy'::regclass AND p.oid = l.objid
        JOIN pg_class AS c ON c.oid = p.polrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION
    SELECT l.steps, format('DROP FUNCTION %I.%I(%s);', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), true
    FROM last AS l JOIN pg_proc AS p ON l.classid = 'pg_proc'::regclass AND p.oid = l.objid JOIN pg_namespace AS n ON n.oid = p.pronamespace
    UNION
    SELECT l.steps, format('ALTER TABLE %I.%I DROP CONSTRAINT %I;', n.nspname, c.relname, k.conname), false
    FROM last AS l JOIN pg_constraint AS k ON l.classid = 'pg_constraint'::regclass AND k.oid = l.objid AND k.contype = 'f'
            AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
        JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
)
SELECT s.sql, s.of_types FROM statement AS s ORDER BY s.steps DESC, s.sql
