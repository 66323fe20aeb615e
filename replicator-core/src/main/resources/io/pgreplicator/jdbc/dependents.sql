-- What would be dropped with a schema of ours, but is not ours: everything that depends on what we created in it, directly or
-- indirectly, and everything that others put into it. Each with the statement by which its owner removes the dependency, losing
-- no more than necessary: a rule, not its table. What is dropped along with another object (the index of a table, the rule of a
-- view) is not listed, nor are triggers that call our functions. What depends on a view is dropped before it; what depends on a
-- column whose type is changed, before that.
-- Parameters: :'schema', :own_objects (the query for what is ours), :'own_sessions' (the pattern of our sessions' names)
-- Returns: a description and a statement of each, in the order in which the statements succeed
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE own (kind, classid, objid) AS (
    :own_objects
), reached (classid, objid, objsubid, depth, along) AS (
    -- along: PostgreSQL drops it without asking. For a domain -1 is its default, for a composite type a number is an attribute.
    SELECT o.classid, o.objid, 0, 0, true FROM own AS o
    UNION
    SELECT s.classid, s.objid, s.objsubid, CASE WHEN s.along THEN r.depth ELSE r.depth + 1 END, s.along
    FROM reached AS r
        LEFT JOIN pg_catalog.pg_class AS rc ON rc.tableoid = r.classid AND rc.oid = r.objid
        JOIN pg_catalog.pg_depend AS d ON d.refclassid = r.classid AND d.refobjid = r.objid
            AND (r.objsubid = 0 OR d.refobjsubid = r.objsubid OR rc.oid IS NULL)
        LEFT JOIN pg_catalog.pg_rewrite AS w ON w.tableoid = d.classid AND w.oid = d.objid AND w.rulename = '_RETURN'
        LEFT JOIN pg_catalog.pg_class AS c ON c.oid = coalesce(w.ev_class,
            CASE d.classid WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN d.objid END)
        LEFT JOIN pg_catalog.pg_type AS t ON t.tableoid = d.classid AND t.oid = d.objid
        LEFT JOIN pg_catalog.pg_trigger AS g ON g.tableoid = d.classid AND g.oid = d.objid
        CROSS JOIN LATERAL (SELECT
            CASE WHEN c.relkind IN ('v', 'm') THEN c.tableoid WHEN c.relkind = 'c' AND d.objsubid > 0
                THEN 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid ELSE d.classid END,
            CASE WHEN c.relkind IN ('v', 'm') THEN c.oid WHEN c.relkind = 'c' AND d.objsubid > 0 THEN c.reltype ELSE d.objid END,
            CASE WHEN c.relkind IN ('v', 'm') THEN 0 WHEN t.typtype = 'd' AND r.classid <> t.tableoid THEN -1 ELSE d.objsubid END,
            d.deptype <> 'n' AND d.objsubid = 0
        ) AS s (classid, objid, objsubid, along)
    WHERE d.deptype IN ('n', 'a', 'i') AND r.objsubid >= 0 AND r.depth < 100
        -- the table of a column stays, and so does one that only stops inheriting
        AND (d.deptype = 'n' OR r.objsubid = 0 OR rc.oid IS NULL)
        AND (r.along OR r.objsubid > 0 OR rc.relkind IS NULL OR rc.relkind NOT IN ('r', 'p', 'f'))
        AND (s.classid <> r.classid OR s.objid <> r.objid OR s.objsubid <> r.objsubid)
        -- NOT IN is a hash table lookup, however many tables are captured
        AND (s.classid, s.objid) NOT IN (SELECT o.classid, o.objid FROM own AS o)
        AND coalesce(g.tgfoid, 0) NOT IN (SELECT o.objid FROM own AS o WHERE o.kind = 'FUNCTION')
), dependent (classid, objid, objsubid, depth, moves) AS (
    SELECT r.classid, r.objid, r.objsubid, pg_catalog.max(r.depth), false
    FROM reached AS r LEFT JOIN pg_catalog.pg_statistic_ext AS e ON e.tableoid = r.classid AND e.oid = r.objid
        AND e.stxnamespace <> pg_catalog.to_regnamespace(:'schema')
    GROUP BY r.classid, r.objid, r.objsubid
    HAVING NOT pg_catalog.bool_or(r.along AND (e.oid IS NULL OR r.depth > 0))
    UNION ALL
    SELECT d.classid, d.objid, 0, 0, true
    FROM pg_catalog.pg_depend AS d
        LEFT JOIN pg_catalog.pg_class AS c ON c.tableoid = d.classid AND c.oid = d.objid
    WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
        AND d.refobjid = pg_catalog.to_regnamespace(:'schema') AND d.deptype = 'n'
        AND NOT EXISTS (SELECT FROM reached AS r WHERE r.classid = d.classid AND r.objid = d.objid AND r.objsubid = 0
            AND (r.along OR c.relkind IS NULL OR c.relkind NOT IN ('r', 'p', 'f')))
        -- the members of an extension are dropped with it, and the sequence of a column with its table
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e WHERE e.classid = d.classid AND e.objid = d.objid
            AND (e.deptype = 'e' OR c.relkind = 'S' AND e.deptype IN ('a', 'i')))
), described AS (
    SELECT d.classid, d.objid, d.depth, d.moves, c.relkind, c.reloftype, a.attname, k.contypid,
        pg_catalog.to_jsonb(a) ->> 'attgenerated' AS generated,
        coalesce(e.tableoid, k.tableoid, y.tableoid, g.tableoid, w.tableoid) IS NOT NULL AS of_relation,
        d.objsubid > 0 AS of_column, d.objsubid < 0 AS of_domain,
        coalesce(k.conname, y.polname, g.tgname, w.rulename) AS part, x.extname, x.extrelocatable,
        EXISTS (SELECT FROM pg_catalog.pg_depend AS m JOIN pg_catalog.pg_proc AS f ON f.tableoid = m.classid AND f.oid = m.objid
            WHERE m.refclassid = x.tableoid AND m.refobjid = x.oid AND m.deptype = 'e' AND f.proowner <> x.extowner) AS superuser,
        (pg_catalog.pg_identify_object(c.tableoid, c.oid, 0)).identity AS relation,
        CASE WHEN d.objsubid > 0 THEN pg_catalog.pg_describe_object(c.tableoid, c.oid, d.objsubid)
            ELSE pg_catalog.pg_describe_object(d.classid, d.objid, 0) END AS description,
        pg_catalog.upper(pg_catalog.replace(i.type, ' object', '')) AS kind,
        CASE WHEN i.type = 'aggregate' THEN pg_catalog.regexp_replace(i.identity, '\(\)$', '(*)') ELSE i.identity END AS identity,
        coalesce(c.relnamespace, p.pronamespace, t.typnamespace) AS namespace,
        coalesce(c.relowner, p.proowner, t.typowner) AS owner
    FROM dependent AS d
        CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) AS i
        LEFT JOIN pg_catalog.pg_attrdef AS e ON e.tableoid = d.classid AND e.oid = d.objid
        LEFT JOIN pg_catalog.pg_constraint AS k ON k.tableoid = d.classid AND k.oid = d.objid
        LEFT JOIN pg_catalog.pg_policy AS y ON y.tableoid = d.classid AND y.oid = d.objid
        LEFT JOIN pg_catalog.pg_trigger AS g ON g.tableoid = d.classid AND g.oid = d.objid
        LEFT JOIN pg_catalog.pg_rewrite AS w ON w.tableoid = d.classid AND w.oid = d.objid
        LEFT JOIN pg_catalog.pg_proc AS p ON p.tableoid = d.classid AND p.oid = d.objid
        LEFT JOIN pg_catalog.pg_extension AS x ON x.tableoid = d.classid AND x.oid = d.objid
        LEFT JOIN pg_catalog.pg_type AS t ON t.oid = coalesce(nullif(k.contypid, 0),
            CASE d.classid WHEN 'pg_catalog.pg_type'::pg_catalog.regclass THEN d.objid END)
        LEFT JOIN pg_catalog.pg_class AS c ON c.oid = coalesce(e.adrelid, nullif(k.conrelid, 0), y.polrelid, g.tgrelid, w.ev_class,
            nullif(t.typrelid, 0), CASE d.classid WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN d.objid END)
        LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = coalesce(e.adnum, nullif(d.objsubid, 0))
    -- what a partition or a child inherits from its parent is dropped with the parent's
    WHERE coalesce(a.attinhcount, 0) = 0 AND coalesce(k.coninhcount, 0) = 0 AND g.tgisinternal IS NOT true
        AND coalesce(pg_catalog.to_jsonb(g) ->> 'tgparentid', '0') = '0'
), temporary (namespace, name, pid, others) AS (
    -- whose schema it is: by its number or, where the server does not report whose number that is, by the locks that session
    -- holds, or because no other session is there
    SELECT n.oid, n.nspname, CASE WHEN pg_catalog.current_setting('server_version_num')::integer >= 160000
            THEN pg_catalog.pg_stat_get_backend_pid(n.number::integer)
            ELSE coalesce((SELECT pg_catalog.min(l.pid) FROM pg_catalog.pg_locks AS l
                WHERE pg_catalog.split_part(l.virtualtransaction, '/', 1) = n.number),
                CASE pg_catalog.count(s.pid) WHEN 1 THEN pg_catalog.min(s.pid) END) END,
        pg_catalog.string_agg(s.pid::text, ', ' ORDER BY s.pid) FILTER (WHERE s.usesysid = n.owner)
    FROM (SELECT DISTINCT s.oid, s.nspname, pg_catalog.substr(s.nspname::text, 9), d.owner
          FROM described AS d JOIN pg_catalog.pg_namespace AS s ON s.oid = d.namespace
          WHERE pg_catalog.pg_is_other_temp_schema(s.oid)) AS n (oid, nspname, number, owner)
        LEFT JOIN pg_catalog.pg_stat_activity AS s ON s.datname = pg_catalog.current_database()
            AND s.pid <> pg_catalog.pg_backend_pid() AND s.application_name NOT LIKE :'own_sessions'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks AS l WHERE l.pid = s.pid AND l.virtualtransaction ~ '^[0-9]')
    GROUP BY n.oid, n.nspname, n.number, n.owner
)
SELECT DISTINCT ON (d.depth, d.moves, d.of_column, d.description) d.description, CASE
    WHEN n.pid IS NOT NULL AND pg_catalog.to_regprocedure('pg_catalog.pg_terminate_backend(integer,bigint)') IS NOT NULL
        THEN pg_catalog.format('SELECT pg_catalog.pg_terminate_backend(%s, 10000);', n.pid)
    WHEN n.pid IS NOT NULL THEN pg_catalog.format('SELECT pg_catalog.pg_terminate_backend(%s), pg_catalog.pg_sleep(1);', n.pid)
    WHEN n.namespace IS NOT NULL THEN pg_catalog.format('/* end the session whose temporary objects are in %s%s */',
        n.name, ': its process is one of ' || n.others)
    WHEN d.moves AND d.extrelocatable IS false THEN pg_catalog.format('DROP EXTENSION %I;', d.extname)
    WHEN d.moves THEN pg_catalog.format('ALTER %s %s SET SCHEMA public;%s', d.kind, d.identity,
        CASE WHEN d.superuser THEN ' /* as a superuser, who owns what is in it */' ELSE '' END)
    WHEN d.of_domain THEN pg_catalog.format('ALTER DOMAIN %s DROP DEFAULT;', d.identity)
    WHEN d.of_column AND d.relkind = 'c' THEN pg_catalog.format('ALTER TYPE %s ALTER ATTRIBUTE %I TYPE text;', d.relation, d.attname)
    WHEN d.attname IS NOT NULL AND d.generated = 's' AND pg_catalog.current_setting('server_version_num')::integer >= 130000
        THEN pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I DROP EXPRESSION;', d.relation, d.attname)
    WHEN d.attname IS NOT NULL AND d.generated <> '' THEN pg_catalog.format('ALTER TABLE %s DROP COLUMN %I;', d.relation, d.attname)
    WHEN d.of_column AND d.relkind = 'f'
        THEN pg_catalog.format('ALTER FOREIGN TABLE %s ALTER COLUMN %I TYPE text;', d.relation, d.attname)
    WHEN d.of_column
        THEN pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I TYPE text USING %I::text;', d.relation, d.attname, d.attname)
    WHEN d.contypid <> 0 THEN pg_catalog.format('ALTER DOMAIN %s DROP CONSTRAINT %I;',
        (pg_catalog.pg_identify_object('pg_catalog.pg_type'::pg_catalog.regclass, d.contypid, 0)).identity, d.part)
    WHEN d.contypid = 0 THEN pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I;', d.relation, d.part)
    WHEN d.of_relation AND d.part IS NULL
        THEN pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT;', d.relation, d.attname)
    WHEN d.of_relation THEN pg_catalog.format('DROP %s %I ON %s;', d.kind, d.part, d.relation)
    WHEN d.relkind IN ('r', 'p', 'f') THEN coalesce(
        (SELECT pg_catalog.string_agg(pg_catalog.format('ALTER TABLE %s NO INHERIT %s;', d.relation,
                (pg_catalog.pg_identify_object(o.classid, o.objid, 0)).identity), ' ')
            FROM pg_catalog.pg_inherits AS h JOIN own AS o ON o.objid = h.inhparent AND o.kind = 'TABLE' WHERE h.inhrelid = d.objid),
        CASE WHEN d.reloftype <> 0 THEN pg_catalog.format('ALTER TABLE %s NOT OF;', d.relation) END,
        pg_catalog.format('/* %s */', d.description))
    ELSE pg_catalog.format('DROP %s %s;', d.kind, d.identity) END
FROM described AS d LEFT JOIN temporary AS n ON n.namespace = d.namespace
ORDER BY d.depth DESC, d.moves, d.of_column, d.description
