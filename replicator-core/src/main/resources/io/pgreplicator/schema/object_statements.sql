-- What makes user objects of this database as they are, one that is part of a table or of a type, or a table, a sequence, a function
-- or a view that changed; what creates them with their tables, and new functions and views, is for pg_dump.
-- Parameters: :is_user_schema (the condition for a row n of pg_namespace), :user_tables (the query of that name),
--   :routine_arguments (of a row p of pg_proc), $1 whether the other side knows constraints for columns without nulls
-- Returns: kind and name as in objects.sql; the statements that make it as it is, of which a part may hold elsewhere already (none where it
--   is invalid; of an enum type, its labels as literals; of a view, its columns; of a function, what cannot be replaced, then what closes it to
--   everybody; of a table, a sequence and a domain, first what no statement changes); the statement that removes it (null where nothing is
--   removed, and where others rely on it), and of a column and a domain the one by which it may be null; the one that makes another of its name so at once (null where it is removed first); the
--   beginning of a statement that adds a label; what is to be heeded, as a comment; which rows it does not allow, in words that are the same
--   for whatever allows the same (null where it allows all); its name, where it does not allow all; of a constraint that is not known to hold
--   for all rows, the statement that proves it (otherwise null)
-- A function with settings of an application has no statement: they may be secret.
-- Touches pg_class, pg_proc, pg_attribute, pg_attrdef, pg_index, pg_constraint, pg_trigger, pg_policy, pg_rewrite, pg_statistic_ext, pg_description,
--   pg_enum; briefly locks each index in ACCESS SHARE mode for its definition. Minimum version: 10
WITH namespace AS (
    SELECT n.oid, n.nspname FROM pg_namespace AS n
    WHERE :is_user_schema
), relation (oid, schema, root) AS (
    :user_tables
), root (oid) AS (
    SELECT r.oid FROM relation AS r JOIN pg_class AS c ON c.oid = r.oid AND NOT c.relispartition
), placed (oid, place, schema, name) AS (
    SELECT r.oid, r.oid::regclass::text, n.nspname, c.relname
    FROM relation AS r JOIN pg_class AS c ON c.oid = r.oid JOIN pg_namespace AS n ON n.oid = c.relnamespace
), referred (oid) AS (
    SELECT k.conindid FROM pg_constraint AS k WHERE k.contype = 'f'
), uniqueness (oid, refused) AS (
    SELECT i.indexrelid, concat(r.place, ' UNIQUE (',
        (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, false), ', ' ORDER BY n)
         FROM generate_series(1, coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)) AS n), ')',
        CASE to_jsonb(i) ->> 'indnullsnotdistinct' WHEN 'true' THEN ' NULLS NOT DISTINCT' END,
        ' WHERE ' || pg_get_expr(i.indpred, i.indrelid))
    FROM placed AS r JOIN pg_index AS i ON i.indrelid = r.oid WHERE i.indisunique
)
SELECT 'column', format('%s.%s.%s', r.schema, r.name, a.attname),
    array_remove(ARRAY[
        CASE WHEN a.attidentity = '' AND coalesce(to_jsonb(a) ->> 'attgenerated', '') = '' THEN
            format('ALTER TABLE %s ALTER COLUMN %I %s;', r.place, a.attname,
                coalesce('SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), 'DROP DEFAULT')) END,
        CASE WHEN v.oid IS NOT NULL AND ?::boolean
            THEN format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL, ADD CONSTRAINT %I NOT NULL %2$I NOT VALID;', r.place, a.attname, v.conname)
            ELSE format('ALTER TABLE %s ALTER COLUMN %I %s NOT NULL;', r.place, a.attname,
                CASE WHEN a.attnotnull AND v.oid IS NULL THEN 'SET' ELSE 'DROP' END) END
    ], NULL), format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL;', r.place, a.attname),
    CASE WHEN coalesce(to_jsonb(a) ->> 'attgenerated', '') <> '' THEN
        concat(format('ALTER TABLE %s ADD COLUMN %I %s', r.place, a.attname, format_type(a.atttypid, a.atttypmod)),
            (SELECT format(' COLLATE %I.%I', n.nspname, l.collname) FROM pg_type AS y JOIN pg_collation AS l ON l.oid = a.attcollation
                 AND l.oid <> y.typcollation JOIN pg_namespace AS n ON n.oid = l.collnamespace WHERE y.oid = a.atttypid),
            format(' GENERATED ALWAYS AS (%s) ', pg_get_expr(d.adbin, d.adrelid)),
            CASE to_jsonb(a) ->> 'attgenerated' WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END,
            CASE WHEN a.attnotnull THEN ' NOT NULL' END, ';') END,
    NULL, '', CASE WHEN a.attnotnull THEN concat(format('%s.%I NOT NULL', r.place, a.attname), CASE WHEN v.oid IS NOT NULL THEN ' NOT VALID' END) END,
    a.attname, NULL
FROM root AS o JOIN placed AS r ON r.oid = o.oid JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_constraint AS v ON v.conrelid = a.attrelid AND v.contype = 'n' AND NOT v.convalidated AND v.conkey = ARRAY[a.attnum]
UNION ALL
SELECT 'constraint', format('%s on %s', k.conname, r.place),
    ARRAY[format('ALTER TABLE %s ADD CONSTRAINT %I %s;', r.place, k.conname, pg_get_constraintdef(k.oid))],
    CASE WHEN k.contype = 'f' OR k.conindid NOT IN (SELECT u.oid FROM referred AS u)
        THEN format('ALTER TABLE %s DROP CONSTRAINT %I;', r.place, k.conname) END,
    format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s;', r.place, k.conname, k.conname, pg_get_constraintdef(k.oid)), NULL,
    CASE WHEN k.contype = 'f' THEN ' -- while no ''replicator run'' works' ELSE '' END,
    CASE WHEN k.contype IN ('c', 'x') THEN concat(r.place, ' ', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''))
        ELSE (SELECT u.refused FROM uniqueness AS u WHERE u.oid = k.conindid AND k.contype <> 'f') END,
    k.conname, CASE WHEN NOT k.convalidated THEN format('ALTER TABLE %s VALIDATE CONSTRAINT %I;', r.place, k.conname) END
FROM placed AS r JOIN pg_constraint AS k ON k.conrelid = r.oid
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conislocal AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
UNION ALL
SELECT 'constraint', format('%s on %s', k.conname, k.contypid::regtype),
    ARRAY[format('ALTER DOMAIN %s ADD CONSTRAINT %I %s;', k.contypid::regtype, k.conname, pg_get_constraintdef(k.oid))],
    format('ALTER DOMAIN %s DROP CONSTRAINT %I;', k.contypid::regtype, k.conname),
    -- no value comes in between
    format('BEGIN; ALTER DOMAIN %s DROP CONSTRAINT %I; ALTER DOMAIN %1$s ADD CONSTRAINT %2$I %3$s; COMMIT;', k.contypid::regtype, k.conname,
        pg_get_constraintdef(k.oid)), NULL, '', concat(k.contypid::regtype, ' ', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '')),
    k.conname, CASE WHEN NOT k.convalidated THEN format('ALTER DOMAIN %s VALIDATE CONSTRAINT %I;', k.contypid::regtype, k.conname) END
FROM pg_constraint AS k JOIN pg_type AS t ON t.oid = k.contypid JOIN namespace AS n ON n.oid = t.typnamespace
WHERE k.contype = 'c'
UNION ALL
SELECT 'index', format('%s.%s', n.nspname, c.relname),
    -- that of a partitioned table is printed for the table alone, where it would stay invalid
    CASE WHEN i.indisvalid AND i.indisready THEN array_remove(ARRAY[
        CASE WHEN k.oid IS NULL THEN replace(pg_get_indexdef(i.indexrelid), y.head || 'ONLY ', y.head) || ';' END,
        CASE WHEN i.indisreplident THEN format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I;', r.place, c.relname) END
    ], NULL) ELSE '{}' END,
    CASE WHEN k.oid IS NULL AND i.indexrelid NOT IN (SELECT u.oid FROM referred AS u)
        THEN format('DROP INDEX %s;', i.indexrelid::regclass) END, NULL, NULL, '',
    (SELECT u.refused FROM uniqueness AS u WHERE u.oid = i.indexrelid AND k.oid IS NULL), c.relname, NULL
FROM placed AS r JOIN pg_index AS i ON i.indrelid = r.oid JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (SELECT format('CREATE %sINDEX %I ON ', CASE WHEN i.indisunique THEN 'UNIQUE ' END, c.relname)) AS y (head)
    -- one that stands for a constraint comes with it, one of a partition with that of its parent
    LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
WHERE NOT EXISTS (SELECT FROM pg_inherits AS p WHERE p.inhrelid = i.indexrelid)
UNION ALL
SELECT 'trigger', format('%s on %s', t.tgname, r.place),
    array_remove(ARRAY[
        pg_get_triggerdef(t.oid) || ';',
        CASE t.tgenabled WHEN 'D' THEN format('ALTER TABLE %s DISABLE TRIGGER %I;', r.place, t.tgname)
            WHEN 'R' THEN format('ALTER TABLE %s ENABLE REPLICA TRIGGER %I;', r.place, t.tgname)
            WHEN 'A' THEN format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I;', r.place, t.tgname) END
    ], NULL),
    format('DROP TRIGGER %I ON %s;', t.tgname, r.place), NULL, NULL, ' -- while no ''replicator run'' works', NULL, NULL, NULL
FROM placed AS r JOIN pg_trigger AS t ON t.tgrelid = r.oid AND NOT t.tgisinternal
    -- that of a partition comes with its parent's, which older servers count as internal
    AND coalesce(to_jsonb(t) ->> 'tgparentid', '0') = '0'
UNION ALL
SELECT 'policy', format('%s on %s', p.polname, r.place),
    ARRAY[concat_ws(' ', format('CREATE POLICY %I ON %s AS %s FOR %s TO', p.polname, r.place,
            CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
            CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END),
        (SELECT string_agg(coalesce(quote_ident(w.rolname), 'PUBLIC'), ', ' ORDER BY w.rolname)
         FROM unnest(p.polroles) AS g (oid) LEFT JOIN pg_roles AS w ON w.oid = g.oid),
        'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', 'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') || ';'],
    format('DROP POLICY %I ON %s;', p.polname, r.place), NULL, NULL, '', NULL, NULL, NULL
FROM placed AS r JOIN pg_policy AS p ON p.polrelid = r.oid
UNION ALL
SELECT 'rule', format('%s on %s', w.rulename, r.place),
    ARRAY[pg_get_ruledef(w.oid), format('ALTER TABLE %s %s RULE %I;', r.place,
        CASE w.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END, w.rulename)],
    format('DROP RULE %I ON %s;', w.rulename, r.place), NULL, NULL,
    ' -- after the switch, where ''replicator check'' refuses it before', NULL, NULL, NULL
FROM placed AS r JOIN pg_rewrite AS w ON w.ev_class = r.oid AND w.rulename <> '_RETURN'
UNION ALL
SELECT 'statistics', format('%s.%s', n.nspname, s.stxname), ARRAY[pg_get_statisticsobjdef(s.oid) || ';'],
    format('DROP STATISTICS %I.%I;', n.nspname, s.stxname), NULL, NULL, '', NULL, NULL, NULL
FROM placed AS r JOIN pg_statistic_ext AS s ON s.stxrelid = r.oid JOIN pg_namespace AS n ON n.oid = s.stxnamespace
UNION ALL
SELECT 'comment', concat_ws('.', r.schema, r.name, a.attname),
    ARRAY[format('COMMENT ON %s IS %s;', y.place, y.text)], format('COMMENT ON %s IS NULL;', y.place),
    format('COMMENT ON %s IS %s;', y.place, y.text), NULL, '', NULL, NULL, NULL
FROM placed AS r JOIN pg_description AS d ON d.classoid = 'pg_class'::regclass AND d.objoid = r.oid
    LEFT JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = d.objsubid AND d.objsubid > 0
    CROSS JOIN LATERAL (SELECT CASE WHEN a.attname IS NULL THEN 'TABLE ' || r.place
        ELSE format('COLUMN %s.%I', r.place, a.attname) END,
        -- a statement is one line
        CASE WHEN d.description ~ '[\n\r]' THEN replace(replace(regexp_replace(quote_literal(d.description), '^''', 'E'''), E'\n', '\n'), E'\r', '\r')
        ELSE quote_literal(d.description) END) AS y (place, text)
UNION ALL
SELECT 'type', format('%s.%s', n.nspname, t.typname),
    ARRAY(SELECT quote_literal(e.enumlabel) FROM pg_enum AS e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder),
    NULL, NULL, format('ALTER TYPE %s ADD VALUE IF NOT EXISTS ', t.oid::regtype), '', NULL, t.typname, NULL
FROM pg_type AS t JOIN namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype = 'e'
UNION ALL
SELECT 'type', format('%s.%s', n.nspname, t.typname),
    ARRAY[format_type(t.typbasetype, t.typtypmod),
        format('ALTER DOMAIN %s %s;', t.oid::regtype, coalesce('SET DEFAULT ' || t.typdefault, 'DROP DEFAULT')),
        format('ALTER DOMAIN %s %s NOT NULL;', t.oid::regtype, CASE WHEN t.typnotnull THEN 'SET' ELSE 'DROP' END)],
    format('ALTER DOMAIN %s DROP NOT NULL;', t.oid::regtype), NULL, NULL, '',
    CASE WHEN t.typnotnull THEN format('%s NOT NULL', t.oid::regtype) END, t.typname, NULL
FROM pg_type AS t JOIN namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype = 'd'
UNION ALL
SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, format('%s.%s', n.nspname, c.relname),
    ARRAY(SELECT concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), l.collname)
        FROM pg_attribute AS a LEFT JOIN pg_collation AS l ON l.oid = a.attcollation WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
    CASE WHEN NOT EXISTS (SELECT FROM pg_depend AS d LEFT JOIN pg_rewrite AS w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
            WHERE d.deptype = 'n' AND w.ev_class IS DISTINCT FROM c.oid AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                OR d.refclassid = 'pg_type'::regclass AND d.refobjid IN (SELECT y.oid FROM pg_type AS y
                    WHERE y.oid = c.reltype OR y.typelem = c.reltype)))
        THEN format('DROP %sVIEW %s;', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED ' END, c.oid::regclass) END,
    CASE c.relkind WHEN 'v' THEN concat('CREATE OR REPLACE VIEW ', c.oid::regclass,
        ' WITH (' || array_to_string(c.reloptions, ', ') || ')', ' AS',
        -- in one line, unless a literal or a name has several
        CASE WHEN array_length(string_to_array(v.def, chr(10)), 1)
                = array_length(string_to_array(regexp_replace(v.def, '"[^"]*"|''[^'']*''', '', 'g'), chr(10)), 1)
            THEN regexp_replace(v.def, '\n *', ' ', 'g') ELSE v.def END) END,
    NULL, '', NULL, NULL, NULL
FROM pg_class AS c JOIN namespace AS n ON n.oid = c.relnamespace CROSS JOIN LATERAL (SELECT pg_get_viewdef(c.oid) AS def) AS v
WHERE c.relkind IN ('v', 'm')
UNION ALL
SELECT k.kind, format('%s.%s', n.nspname, c.relname), '{}',
    CASE WHEN NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.deptype = 'n' AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
            AND d.classid <> 'pg_constraint'::regclass OR d.refclassid = 'pg_type'::regclass AND d.refobjid IN (SELECT y.oid FROM pg_type AS y
                WHERE y.oid = c.reltype OR y.typelem = c.reltype)))
        THEN format('DROP FOREIGN TABLE %s;', c.oid::regclass) END, NULL, NULL, '', NULL, NULL, NULL
FROM pg_class AS c JOIN namespace AS n ON n.oid = c.relnamespace, (VALUES ('foreign table'), ('foreign table settings')) AS k (kind)
WHERE c.relkind = 'f' AND NOT c.relispartition
UNION ALL
SELECT 'function', format('%s.%s(%s)', n.nspname, p.proname, :routine_arguments),
    array_remove(ARRAY[concat_ws(' ', to_jsonb(p) ->> 'prokind', 'RETURNS', pg_get_function_result(p.oid), p.pronargdefaults),
        CASE WHEN p.proacl IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(p.proacl) AS x WHERE x.grantee = 0)
            THEN format('REVOKE ALL ON %s %s FROM PUBLIC;', CASE to_jsonb(p) ->> 'prokind' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
                p.oid::regprocedure) END], NULL),
    CASE WHEN NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid AND d.deptype = 'n')
        THEN format('DROP %s %s;', CASE to_jsonb(p) ->> 'prokind' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, p.oid::regprocedure) END,
    CASE WHEN NOT EXISTS (SELECT FROM unnest(p.proconfig) AS x WHERE split_part(x, '=', 1) LIKE '%.%')
        THEN rtrim(pg_get_functiondef(p.oid), chr(10)) || ';' END,
    NULL, '', NULL, NULL, NULL
FROM pg_proc AS p JOIN namespace AS n ON n.oid = p.pronamespace
WHERE NOT EXISTS (SELECT FROM pg_aggregate AS a WHERE a.aggfnoid = p.oid)
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
UNION ALL
SELECT 'table', format('%s.%s', r.schema, r.name),
    array_remove(ARRAY[
        concat_ws(' ', CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
            (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
             FROM pg_inherits AS i WHERE i.inhrelid = c.oid AND NOT c.relispartition)),
        CASE c.relkind WHEN 'r' THEN format('ALTER TABLE %s SET %s;', r.place, CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' ELSE 'LOGGED' END) END,
        -- to reset one that is not set, or unknown, does nothing
        CASE c.relkind WHEN 'r' THEN concat(format('ALTER TABLE %s RESET (fillfactor, toast_tuple_target, parallel_workers, user_catalog_table,'
                || ' autovacuum_enabled, autovacuum_vacuum_threshold, autovacuum_vacuum_max_threshold, autovacuum_vacuum_scale_factor,'
                || ' autovacuum_vacuum_insert_threshold, autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_threshold,'
                || ' autovacuum_analyze_scale_factor, autovacuum_vacuum_cost_delay, autovacuum_vacuum_cost_limit, autovacuum_freeze_min_age,'
                || ' autovacuum_freeze_max_age, autovacuum_freeze_table_age, autovacuum_multixact_freeze_min_age,'
                || ' autovacuum_multixact_freeze_max_age, autovacuum_multixact_freeze_table_age, log_autovacuum_min_duration,'
                || ' vacuum_index_cleanup, vacuum_truncate, vacuum_max_eager_freeze_failure_rate)', r.place),
            ', SET (' || array_to_string(c.reloptions, ', ') || ')', ';') END,
        CASE c.relreplident WHEN 'd' THEN format('ALTER TABLE %s REPLICA IDENTITY DEFAULT;', r.place)
            WHEN 'f' THEN format('ALTER TABLE %s REPLICA IDENTITY FULL;', r.place)
            WHEN 'n' THEN format('ALTER TABLE %s REPLICA IDENTITY NOTHING;', r.place) END,
        format('ALTER TABLE %s %s ROW LEVEL SECURITY;', r.place, CASE WHEN c.relrowsecurity THEN 'ENABLE' ELSE 'DISABLE' END),
        CASE WHEN NOT c.relforcerowsecurity THEN format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY;', r.place)
            ELSE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY; -- after the switch: until then it would hide rows from the replicator', r.place) END
    ], NULL), NULL, NULL, NULL, '', NULL, NULL, NULL
FROM placed AS r JOIN pg_class AS c ON c.oid = r.oid
UNION ALL
SELECT 'sequence', format('%s.%s', n.nspname, c.relname),
    ARRAY[concat(d.refobjid::regclass, '.', a.attname),
        format('ALTER SEQUENCE %s AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s %s;', c.oid::regclass,
            format_type(s.seqtypid, NULL), s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache,
            CASE WHEN s.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END)],
    NULL, NULL, NULL, '', NULL, NULL, NULL
FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid JOIN namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
    LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
