-- What the user objects of this database have that objects.sql does not say, and is not there by default: settings and comments.
-- Parameters: :is_user_schema (the condition for a row n of pg_namespace), :user_tables (the query of that name), :target_major (the target's
--   major version)
-- Returns: as objects.sql, and the statements that make it so whatever it was, and those that make it as if nothing had been set; empty
--   where none are known
-- Touches pg_class, pg_attribute, pg_attrdef, pg_index, pg_inherits, pg_proc, pg_aggregate, pg_type, pg_range, pg_constraint, pg_trigger,
--   pg_policy, pg_rewrite, pg_statistic_ext, pg_foreign_table, pg_foreign_server, pg_transform,
--   pg_description, pg_seclabel; takes no lock on user tables. Minimum version: 10
WITH namespace AS (
    SELECT n.oid, n.nspname FROM pg_namespace AS n
    WHERE :is_user_schema
), member AS (
    SELECT d.classid, d.objid FROM pg_depend AS d WHERE d.deptype = 'e'
), tree (oid, schema, root) AS (
    :user_tables
), relation (oid, schema, root) AS (
    SELECT t.oid, t.schema, t.root FROM tree AS t
    UNION ALL
    SELECT c.oid, n.nspname, NULL FROM pg_class AS c JOIN namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm', 'f') AND (c.oid, 'pg_class'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
), own_index (oid, schema, root) AS (
    SELECT i.indexrelid, r.schema, r.root FROM relation AS r JOIN pg_index AS i ON i.indrelid = r.oid
    WHERE NOT EXISTS (SELECT FROM pg_inherits AS h WHERE h.inhrelid = i.indexrelid)
), part (classid, oid, schema, root) AS (
    SELECT 'pg_class'::regclass::oid, r.oid, r.schema, r.root FROM relation AS r
    UNION ALL
    SELECT 'pg_class'::regclass::oid, i.oid, i.schema, i.root FROM own_index AS i
    UNION ALL
    SELECT 'pg_constraint'::regclass::oid, k.oid, r.schema, r.root FROM relation AS r JOIN pg_constraint AS k ON k.conrelid = r.oid
    UNION ALL
    SELECT 'pg_trigger'::regclass::oid, t.oid, r.schema, r.root FROM relation AS r JOIN pg_trigger AS t ON t.tgrelid = r.oid
        JOIN pg_proc AS f ON f.oid = t.tgfoid
    WHERE f.pronamespace NOT IN (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname IN ('replicator', 'replicator_capture'))
    UNION ALL
    SELECT 'pg_policy'::regclass::oid, p.oid, r.schema, r.root FROM relation AS r JOIN pg_policy AS p ON p.polrelid = r.oid
    UNION ALL
    SELECT 'pg_rewrite'::regclass::oid, w.oid, r.schema, r.root FROM relation AS r JOIN pg_rewrite AS w ON w.ev_class = r.oid
    UNION ALL
    SELECT 'pg_statistic_ext'::regclass::oid, s.oid, r.schema, r.root FROM relation AS r JOIN pg_statistic_ext AS s ON s.stxrelid = r.oid
), named_collation AS (
    SELECT l.oid, format('%I.%I', n.nspname, l.collname) AS name FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace
), said (kind, classid, objid, objsubid, text, literal) AS (
    -- a statement is one line
    SELECT 'comment', d.classoid, d.objoid, d.objsubid, d.description, CASE WHEN d.description ~ '[\n\r]'
        THEN replace(replace(regexp_replace(quote_literal(d.description), '^''', 'E'''), E'\n', '\n'), E'\r', '\r')
        ELSE quote_literal(d.description) END
    FROM pg_description AS d
    UNION ALL
    SELECT 'security label', s.classoid, s.objoid, s.objsubid, format('%s %s', s.provider, s.label), NULL FROM pg_seclabel AS s
)
SELECT 'column settings', r.schema, r.root, format('%s.%s', r.oid::regclass, a.attname), s.settings, '',
    CASE WHEN c.relkind IN ('i', 'I') THEN format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s;', r.oid::regclass, a.attnum, q.statistics)
        WHEN a.attfdwoptions IS NULL THEN concat_ws(' ',
            CASE WHEN c.relkind IN ('r', 'p', 'm') THEN concat(q.place, ' SET STORAGE ', q.storage, ', ', q.column, ' SET STATISTICS ', q.statistics,
                ', ' || q.column || ' SET COMPRESSION ' || q.compression, ', ', q.column, ' RESET (n_distinct, n_distinct_inherited);') END,
            q.place || ' SET (' || q.options || ');',
            q.place || CASE WHEN s.settings ~ 'DEFAULT NULL$' THEN ' DROP DEFAULT;' ELSE ' SET ' || substring(s.settings FROM '\mDEFAULT .*$') || ';' END) END,
    CASE WHEN c.relkind IN ('i', 'I') THEN format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS -1;', r.oid::regclass, a.attnum)
        WHEN c.relkind IN ('r', 'p', 'm') AND s.settings !~ '\m(DEFAULT|OPTIONS) ' THEN concat(q.place, ' SET STORAGE ',
            CASE y.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END, ', ', q.column, ' SET STATISTICS -1',
            CASE WHEN q.compression IS NOT NULL THEN ', ' || q.column || ' SET COMPRESSION default' END,
            ', ', q.column, ' RESET (n_distinct, n_distinct_inherited);')
        ELSE '' END
FROM (SELECT x.* FROM relation AS x UNION ALL SELECT i.* FROM own_index AS i) AS r
    JOIN pg_class AS c ON c.oid = r.oid
    JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type AS y ON y.oid = a.atttypid,
    LATERAL (SELECT concat_ws(' ',
        CASE WHEN a.attstorage <> y.typstorage AND c.relkind IN ('r', 'p', 'm') THEN 'STORAGE '
            || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
        'COMPRESSION ' || CASE to_jsonb(a) ->> 'attcompression' WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
        -- absent is -1 before version 17
        CASE WHEN (to_jsonb(a) ->> 'attstattarget')::int >= 0 THEN 'STATISTICS ' || (to_jsonb(a) ->> 'attstattarget') END,
        -- minor releases from November 2026 on keep a version of their own there
        'SET ' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attoptions) AS o WHERE o NOT LIKE 'pg\_%'),
        'OPTIONS ' || (SELECT string_agg(split_part(o, '=', 1), ', ' ORDER BY o) FROM unnest(a.attfdwoptions) AS o),
        CASE WHEN c.relkind IN ('v', 'f') THEN
            (SELECT 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef AS d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END,
        CASE WHEN c.relispartition THEN (
            SELECT 'DEFAULT ' || coalesce(pg_get_expr(d.adbin, d.adrelid), 'NULL')
            FROM pg_inherits AS h JOIN pg_attribute AS b ON b.attrelid = h.inhparent AND b.attname = a.attname
                LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                LEFT JOIN pg_attrdef AS e ON e.adrelid = b.attrelid AND e.adnum = b.attnum
            WHERE h.inhrelid = c.oid AND pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM pg_get_expr(e.adbin, e.adrelid)) END
        ) AS settings) AS s,
    LATERAL (SELECT format('ALTER TABLE %s ALTER COLUMN %I', r.oid::regclass, a.attname) AS place, format('ALTER COLUMN %I', a.attname) AS column,
        CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END AS storage,
        greatest((to_jsonb(a) ->> 'attstattarget')::int, -1) AS statistics,
        CASE to_jsonb(a) ->> 'attcompression' WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' WHEN '' THEN 'default' END AS compression,
        (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attoptions) AS o WHERE o NOT LIKE 'pg\_%') AS options) AS q
WHERE s.settings <> ''
UNION ALL
SELECT 'table settings', r.schema, r.root, r.oid::regclass::text, concat_ws(' ', k.settings, y.settings), '',
    CASE WHEN y.settings IS NULL THEN k.statement ELSE '' END,
    CASE WHEN y.settings IS NULL THEN format('ALTER TABLE %s SET WITHOUT CLUSTER;', r.oid::regclass) ELSE '' END
FROM relation AS r JOIN pg_class AS c ON c.oid = r.oid
    LEFT JOIN (SELECT i.indrelid, 'CLUSTER ON ' || i.indexrelid::regclass,
            format('ALTER TABLE %s CLUSTER ON %I;', i.indrelid::regclass, x.relname)
        FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid WHERE i.indisclustered) AS k (oid, settings, statement) ON k.oid = c.oid,
    LATERAL (SELECT CASE WHEN c.relpersistence = 'u' AND c.relkind = 'm' THEN 'UNLOGGED' END AS settings) AS y
WHERE k.settings IS NOT NULL OR y.settings IS NOT NULL
UNION ALL
SELECT 'access method settings', r.schema, r.root, r.oid::regclass::text, 'USING ' || m.amname, '',
    CASE WHEN :target_major >= 15 AND c.relkind <> 'p' THEN format('ALTER %s SET ACCESS METHOD %I;', y.place, m.amname) ELSE '' END
        || CASE WHEN :target_major >= 15 AND c.relkind = 'r' THEN ' -- rewrites the table, and locks it meanwhile' ELSE '' END,
    CASE WHEN :target_major >= 15 AND c.relkind <> 'p' THEN format('ALTER %s SET ACCESS METHOD heap;', y.place) ELSE '' END
FROM relation AS r JOIN pg_class AS c ON c.oid = r.oid JOIN pg_am AS m ON m.oid = c.relam,
    LATERAL (SELECT concat(CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW ' ELSE 'TABLE ' END, r.oid::regclass) AS place) AS y
WHERE m.amname <> 'heap'
UNION ALL
SELECT 'row type settings', r.schema, r.root, r.oid::regclass::text, 'OF ' || c.reloftype::regtype, '',
    format('ALTER TABLE %s OF %s;', r.oid::regclass, c.reloftype::regtype), format('ALTER TABLE %s NOT OF;', r.oid::regclass)
FROM relation AS r JOIN pg_class AS c ON c.oid = r.oid
WHERE c.reloftype <> 0
UNION ALL
SELECT 'toast settings', r.schema, r.root, r.oid::regclass::text, array_to_string(o.reloptions, ', '), '',
    format('ALTER %1$s RESET (%2$s); ALTER %1$s SET (%3$s);', y.place, x.names, array_to_string(ARRAY(SELECT 'toast.' || v FROM unnest(o.reloptions) AS v), ', ')),
    format('ALTER %s RESET (%s);', y.place, x.names)
FROM relation AS r JOIN pg_class AS c ON c.oid = r.oid JOIN pg_class AS o ON o.oid = c.reltoastrelid,
    LATERAL (SELECT concat(CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW ' ELSE 'TABLE ' END, r.oid::regclass) AS place) AS y,
    -- all that any version has: to reset one that is not set, or unknown, does nothing
    (SELECT string_agg('toast.' || v, ', ') AS names FROM unnest(ARRAY['autovacuum_enabled', 'autovacuum_vacuum_threshold',
        'autovacuum_vacuum_max_threshold', 'autovacuum_vacuum_scale_factor', 'autovacuum_vacuum_insert_threshold',
        'autovacuum_vacuum_insert_scale_factor', 'autovacuum_vacuum_cost_delay', 'autovacuum_vacuum_cost_limit', 'autovacuum_freeze_min_age',
        'autovacuum_freeze_max_age', 'autovacuum_freeze_table_age', 'autovacuum_multixact_freeze_min_age',
        'autovacuum_multixact_freeze_max_age', 'autovacuum_multixact_freeze_table_age', 'log_autovacuum_min_duration', 'vacuum_index_cleanup',
        'vacuum_truncate', 'vacuum_max_eager_freeze_failure_rate']) AS v) AS x
WHERE o.reloptions IS NOT NULL
UNION ALL
SELECT 'foreign table settings', r.schema, r.root, r.oid::regclass::text, concat_ws(' ', 'SERVER', s.srvname,
    'OPTIONS ' || (SELECT string_agg(split_part(x, '=', 1), ', ' ORDER BY x) FROM unnest(f.ftoptions) AS x)), '', '', ''
FROM relation AS r JOIN pg_foreign_table AS f ON f.ftrelid = r.oid JOIN pg_foreign_server AS s ON s.oid = f.ftserver
UNION ALL
SELECT 'statistics target', r.schema, r.root, format('%s.%s', n.nspname, s.stxname), to_jsonb(s) ->> 'stxstattarget', '',
    format('ALTER STATISTICS %I.%I SET STATISTICS %s;', n.nspname, s.stxname, to_jsonb(s) ->> 'stxstattarget'),
    format('ALTER STATISTICS %I.%I SET STATISTICS -1;', n.nspname, s.stxname)
FROM relation AS r JOIN pg_statistic_ext AS s ON s.stxrelid = r.oid JOIN pg_namespace AS n ON n.oid = s.stxnamespace
WHERE (to_jsonb(s) ->> 'stxstattarget')::int >= 0
UNION ALL
SELECT 'function settings', n.nspname, NULL, p.oid::regprocedure::text, s.settings, '', '', ''
FROM pg_proc AS p JOIN namespace AS n ON n.oid = p.pronamespace JOIN pg_language AS l ON l.oid = p.prolang,
    LATERAL (SELECT concat_ws(' ',
        CASE WHEN p.procost <> CASE WHEN l.lanname IN ('internal', 'c') THEN 1 ELSE 100 END THEN 'COST ' || p.procost END,
        CASE WHEN p.proretset AND p.prorows <> 1000 THEN 'ROWS ' || p.prorows END,
        CASE WHEN p.proleakproof THEN 'LEAKPROOF' END,
        'SUPPORT ' || nullif(to_jsonb(p) ->> 'prosupport', '-'),
        'TRANSFORM ' || (SELECT string_agg(y::regtype::text, ', ') FROM unnest(p.protrftypes) AS y),
        (SELECT nullif(concat_ws(' ', nullif(g.aggcombinefn::text, '-'), nullif(g.aggserialfn::text, '-'), nullif(g.aggdeserialfn::text, '-'),
            nullif(g.aggmtransfn::text, '-'), nullif(g.aggminvtransfn::text, '-'), nullif(g.aggmfinalfn::text, '-'), g.aggminitval,
            CASE WHEN g.aggsortop <> 0 THEN g.aggsortop::regoperator::text END, nullif(g.aggkind, 'n')), '')
         FROM pg_aggregate AS g WHERE g.aggfnoid = p.oid)) AS settings) AS s
WHERE s.settings <> '' AND (p.oid, 'pg_proc'::regclass) NOT IN (SELECT d.objid, d.classid FROM pg_depend AS d WHERE d.deptype IN ('e', 'i'))
UNION ALL
SELECT 'type settings', n.nspname, NULL, t.oid::regtype::text, s.settings, '', '', ''
FROM pg_type AS t JOIN namespace AS n ON n.oid = t.typnamespace LEFT JOIN pg_range AS g ON g.rngtypid = t.oid
    LEFT JOIN pg_opclass AS k ON k.oid = g.rngsubopc,
    LATERAL (SELECT concat_ws(' ',
        CASE WHEN t.typtype = 'b' THEN concat_ws(' ', 'INPUT', t.typinput, 'OUTPUT', t.typoutput, 'LENGTH', t.typlen,
            CASE WHEN t.typbyval THEN 'BY VALUE' END, 'ALIGNMENT', t.typalign, 'STORAGE', t.typstorage) END,
        CASE WHEN t.typtype = 'p' THEN 'SHELL' END,
        CASE WHEN t.typtype = 'd' THEN (SELECT 'COLLATE ' || l.name FROM named_collation AS l JOIN pg_type AS b ON b.oid = t.typbasetype
            WHERE l.oid = t.typcollation AND b.typcollation <> t.typcollation) END,
        (SELECT 'COLLATE ' || string_agg(concat(a.attname, ' ', l.name), ', ' ORDER BY a.attnum)
         FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'c' JOIN pg_type AS y ON y.oid = a.atttypid
            JOIN named_collation AS l ON l.oid = a.attcollation
         WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped AND a.attcollation <> y.typcollation),
        'COLLATE ' || (SELECT l.name FROM named_collation AS l WHERE l.oid = g.rngcollation),
        CASE WHEN NOT k.opcdefault THEN 'OPERATOR CLASS ' || k.opcname END,
        'CANONICAL ' || nullif(g.rngcanonical::text, '-'), 'DIFFERENCE ' || nullif(g.rngsubdiff::text, '-')) AS settings) AS s
WHERE s.settings <> '' AND NOT EXISTS (SELECT FROM pg_type AS e WHERE e.typarray = t.oid)
    -- a multirange has the settings of its range
    AND t.typtype IN ('b', 'p', 'd', 'c', 'r') AND (t.oid, 'pg_type'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
-- those of tables and their columns are in objects.sql
SELECT d.kind, p.schema, p.root, concat_ws(' ', i.type, i.identity), d.text, '', coalesce('COMMENT ON ' || w.place || ' IS ' || d.literal || ';', ''),
    coalesce('COMMENT ON ' || w.place || ' IS NULL;', '')
FROM said AS d JOIN part AS p ON p.classid = d.classid AND p.oid = d.objid,
    LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS i,
    -- on a line of its own
    LATERAL (SELECT CASE WHEN d.kind = 'comment' THEN concat(CASE
        WHEN i.type LIKE '% column' THEN 'COLUMN' WHEN i.type = 'table constraint' THEN 'CONSTRAINT'
        WHEN i.type = 'statistics object' THEN 'STATISTICS' ELSE upper(i.type) END, ' ', i.identity) END AS place) AS w
WHERE d.kind <> 'comment' OR d.classid <> 'pg_class'::regclass OR p.oid NOT IN (SELECT t.oid FROM tree AS t)
UNION ALL
SELECT d.kind, coalesce(i.schema, ''), NULL, concat_ws(' ', i.type, i.identity), d.text, '', coalesce('COMMENT ON ' || w.place || ' IS ' || d.literal || ';', ''),
    coalesce('COMMENT ON ' || w.place || ' IS NULL;', '')
FROM said AS d, LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS i,
    LATERAL (SELECT CASE WHEN d.kind = 'comment' THEN CASE
        WHEN i.type = 'transform' THEN (SELECT format('TRANSFORM FOR %s LANGUAGE %I', f.trftype::regtype, l.lanname)
            FROM pg_transform AS f JOIN pg_language AS l ON l.oid = f.trflang WHERE f.oid = d.objid)
        WHEN i.type = 'aggregate' THEN 'AGGREGATE ' || regexp_replace(i.identity, '\(\)$', '(*)')
        WHEN i.type = 'domain constraint' THEN 'CONSTRAINT ' || regexp_replace(i.identity, '^(.*) on ', '\1 ON DOMAIN ')
        ELSE concat(CASE WHEN i.type LIKE '% column' THEN 'COLUMN' WHEN i.type = 'statistics object' THEN 'STATISTICS'
            WHEN i.type = 'foreign-data wrapper' THEN 'FOREIGN DATA WRAPPER' WHEN i.type = 'composite type' THEN 'TYPE'
            ELSE upper(i.type) END, ' ', i.identity) END END AS place) AS w
WHERE d.objid >= 16384 AND d.classid NOT IN ('pg_extension'::regclass, 'pg_largeobject'::regclass, 'pg_event_trigger'::regclass,
        'pg_publication'::regclass, 'pg_subscription'::regclass)
    AND (d.objid, d.classid) NOT IN (SELECT p.oid, p.classid FROM part AS p)
    -- that one is in database_objects.sql, as it has a comment from the beginning
    AND (d.classid, d.objid) NOT IN (SELECT 'pg_namespace'::regclass::oid, n.oid FROM namespace AS n WHERE n.nspname = 'public')
    AND (d.objid, d.classid) NOT IN (SELECT m.objid, m.classid FROM member AS m)
    AND (i.schema IS NULL OR i.schema IN (SELECT n.nspname FROM namespace AS n))
    -- what is part of an extension's or of one of our tables
    AND (d.classid NOT IN ('pg_constraint'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_rewrite'::regclass)
        OR d.objid IN (SELECT k.oid FROM pg_constraint AS k WHERE k.contypid <> 0))
