-- The objects of this database that are no table's, with their definitions, for a comparison: also those that nobody carries.
-- Parameters: :is_user_schema (the condition for a row n of pg_namespace), $1 the target's database, $2 our role there, $3 the roles of the
--   other side's server (text[])
-- Returns: as objects.sql, and the statements that create it on the target, and those that remove it there; empty where there are none,
--   or 'replicator schema' does it
-- Our own role is the same on both sides under another name: 'our role'. Options that may be secret are not returned.
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
WITH there AS (
    SELECT quote_ident(?) AS database, quote_ident(?) AS role, ?::text[] AS roles
), namespace AS (
    SELECT n.oid, n.nspname FROM pg_namespace AS n
    WHERE :is_user_schema
), member AS (
    SELECT d.classid, d.objid FROM pg_depend AS d WHERE d.deptype = 'e'
), grantee (oid, name, quoted) AS (
    SELECT 0::oid, 'PUBLIC', 'PUBLIC'
    UNION ALL
    SELECT w.oid, CASE WHEN w.rolname = current_user THEN 'our role' ELSE w.rolname END,
        CASE WHEN w.rolname = current_user THEN t.role WHEN w.rolname = ANY (t.roles) THEN quote_ident(w.rolname) END
    FROM pg_roles AS w, there AS t
), database AS (
    SELECT d.* FROM pg_database AS d WHERE d.datname = current_database()
), setting (role, name, value) AS (
    -- a role's settings for every database count as those for this one: on the other server it may have more
    SELECT DISTINCT ON (s.setrole, split_part(x.item, '=', 1)) s.setrole, split_part(x.item, '=', 1),
        substr(x.item, position('=' IN x.item) + 1)
    FROM pg_db_role_setting AS s JOIN database AS d ON s.setdatabase IN (d.oid, 0), unnest(s.setconfig) AS x (item)
    WHERE s.setdatabase <> 0 OR s.setrole = (SELECT w.oid FROM pg_roles AS w WHERE w.rolname = current_user)
    ORDER BY s.setrole, split_part(x.item, '=', 1), s.setdatabase DESC
), default_acl (role, quoted, place, kind, type, acl) AS (
    SELECT g.name, g.quoted, ' IN SCHEMA ' || quote_ident(n.nspname), k.word, a.defaclobjtype, a.defaclacl
    FROM pg_default_acl AS a JOIN grantee AS g ON g.oid = a.defaclrole LEFT JOIN pg_namespace AS n ON n.oid = a.defaclnamespace
        JOIN (VALUES ('r', 'TABLES'), ('S', 'SEQUENCES'), ('f', 'FUNCTIONS'), ('T', 'TYPES'), ('n', 'SCHEMAS'), ('L', 'LARGE OBJECTS'))
            AS k (type, word) ON k.type = a.defaclobjtype::text
), default_grant (role, quoted, place, kind, grantee, quoted_grantee, option, privileges) AS (
    SELECT a.role, a.quoted, coalesce(a.place, ''), a.kind, g.name, g.quoted, CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END,
        string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type)
    FROM default_acl AS a, aclexplode(a.acl) AS x JOIN grantee AS g ON g.oid = x.grantee
    WHERE g.name <> a.role AND a.quoted IS NOT NULL AND g.quoted IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    UNION ALL
    -- what everybody may do by default, and may not any more
    SELECT a.role, a.quoted, '', a.kind, 'PUBLIC', 'PUBLIC', '', NULL
    FROM default_acl AS a
    WHERE a.quoted IS NOT NULL AND a.place IS NULL AND a.type::text IN ('f', 'T') AND NOT EXISTS (SELECT FROM aclexplode(a.acl) AS x WHERE x.grantee = 0)
), access (kind, name, place, owner, acl) AS (
    SELECT 'database', '', 'DATABASE ' || t.database, d.datdba, coalesce(d.datacl, acldefault('d', d.datdba)) FROM database AS d, there AS t
    UNION ALL
    SELECT 'language', l.lanname, format('LANGUAGE %I', l.lanname), l.lanowner, coalesce(l.lanacl, acldefault('l', l.lanowner))
    FROM pg_language AS l WHERE l.lanpltrusted
    UNION ALL
    SELECT 'server', s.srvname, format('FOREIGN SERVER %I', s.srvname), s.srvowner, coalesce(s.srvacl, acldefault('S', s.srvowner))
    FROM pg_foreign_server AS s
    UNION ALL
    SELECT 'foreign-data wrapper', w.fdwname, format('FOREIGN DATA WRAPPER %I', w.fdwname), w.fdwowner,
        coalesce(w.fdwacl, acldefault('F', w.fdwowner))
    FROM pg_foreign_data_wrapper AS w
), granted (kind, name, place, grantee, quoted, privileges) AS (
    SELECT a.kind, a.name, a.place, g.name, g.quoted, string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type)
    FROM access AS a, aclexplode(a.acl) AS x JOIN grantee AS g ON g.oid = x.grantee
    WHERE x.grantee <> a.owner AND g.name <> 'our role' AND g.quoted IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5
), family (schema, name, content) AS (
    SELECT n.nspname, format('%I.%I USING %s', n.nspname, f.opfname, m.amname), concat_ws(', ',
        (SELECT string_agg(concat_ws(' ', o.amopstrategy, o.amopopr::regoperator, o.amoppurpose), ', ' ORDER BY o.amopopr::regoperator::text, o.amopstrategy)
         FROM pg_amop AS o WHERE o.amopfamily = f.oid),
        (SELECT string_agg(concat_ws(' ', p.amprocnum, p.amproclefttype::regtype, p.amprocrighttype::regtype, p.amproc::regprocedure), ', '
            ORDER BY p.amprocnum, p.amproclefttype::regtype::text, p.amprocrighttype::regtype::text)
         FROM pg_amproc AS p WHERE p.amprocfamily = f.oid))
    FROM pg_opfamily AS f JOIN namespace AS n ON n.oid = f.opfnamespace JOIN pg_am AS m ON m.oid = f.opfmethod
    WHERE (f.oid, 'pg_opfamily'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
)
SELECT 'schema', n.nspname, NULL::text, n.nspname, '', '', '', ''
FROM namespace AS n WHERE (n.oid, 'pg_namespace'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'language', '', NULL, l.lanname, concat_ws(' ', CASE WHEN l.lanpltrusted THEN 'TRUSTED' END, 'HANDLER', l.lanplcallfoid::regproc), '', '', ''
FROM pg_language AS l WHERE l.lanispl AND l.oid >= 16384 AND (l.oid, 'pg_language'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'cast', coalesce(f.nspname, t.nspname, ''), NULL, format('%s AS %s', c.castsource::regtype, c.casttarget::regtype),
    concat_ws(' ', CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION' WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
        CASE WHEN c.castfunc <> 0 THEN c.castfunc::regprocedure END, CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END), '', '', ''
FROM pg_cast AS c JOIN pg_type AS s ON s.oid = c.castsource JOIN pg_type AS g ON g.oid = c.casttarget
    LEFT JOIN namespace AS f ON f.oid = s.typnamespace LEFT JOIN namespace AS t ON t.oid = g.typnamespace
WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend AS d
    -- one of a range type to its multirange comes with it
    WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
UNION ALL
SELECT 'operator', n.nspname, NULL, o.oid::regoperator::text,
    concat_ws(' ', 'FUNCTION', o.oprcode, 'RESULT', o.oprresult::regtype, 'COMMUTATOR', nullif(o.oprcom, 0)::regoperator,
        'NEGATOR', nullif(o.oprnegate, 0)::regoperator, 'RESTRICT', o.oprrest, 'JOIN', o.oprjoin,
        CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END), '', '', ''
FROM pg_operator AS o JOIN namespace AS n ON n.oid = o.oprnamespace
WHERE (o.oid, 'pg_operator'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'operator family', f.schema, NULL, f.name, f.content, '', '', '' FROM family AS f
UNION ALL
SELECT 'operator class', n.nspname, NULL, format('%I.%I USING %s', n.nspname, o.opcname, a.amname),
    concat_ws(' ', CASE WHEN o.opcdefault THEN 'DEFAULT' END, 'FOR TYPE', o.opcintype::regtype, 'STORAGE', nullif(o.opckeytype, 0)::regtype), '', '', ''
FROM pg_opclass AS o JOIN namespace AS n ON n.oid = o.opcnamespace JOIN pg_am AS a ON a.oid = o.opcmethod
WHERE (o.oid, 'pg_opclass'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'collation', n.nspname, NULL, format('%I.%I', n.nspname, l.collname),
    concat_ws(' ', 'PROVIDER',
        CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' WHEN 'c' THEN 'libc' ELSE 'default' END, CASE to_jsonb(l) ->> 'collisdeterministic' WHEN 'false' THEN 'NONDETERMINISTIC' END,
        'RULES ' || (to_jsonb(l) ->> 'collicurules')),
    coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', to_jsonb(l) ->> 'collcollate'), '', ''
FROM pg_collation AS l JOIN namespace AS n ON n.oid = l.collnamespace
WHERE (l.oid, 'pg_collation'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'conversion', n.nspname, NULL, format('%I.%I', n.nspname, c.conname),
    concat_ws(' ', CASE WHEN c.condefault THEN 'DEFAULT' END, pg_encoding_to_char(c.conforencoding), 'TO', pg_encoding_to_char(c.contoencoding),
        'FROM', c.conproc), '', '', ''
FROM pg_conversion AS c JOIN namespace AS n ON n.oid = c.connamespace
WHERE (c.oid, 'pg_conversion'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'text search configuration', n.nspname, NULL, c.oid::regconfig::text, concat_ws(' ', 'PARSER', p.prsname,
    (SELECT string_agg(concat(m.maptokentype, ' ', m.mapdict::regdictionary), ', ' ORDER BY m.maptokentype, m.mapseqno)
     FROM pg_ts_config_map AS m WHERE m.mapcfg = c.oid)), '', '', ''
FROM pg_ts_config AS c JOIN namespace AS n ON n.oid = c.cfgnamespace JOIN pg_ts_parser AS p ON p.oid = c.cfgparser
WHERE (c.oid, 'pg_ts_config'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'text search dictionary', n.nspname, NULL, d.oid::regdictionary::text, concat_ws(' ', 'TEMPLATE', t.tmplname, d.dictinitoption), '', '', ''
FROM pg_ts_dict AS d JOIN namespace AS n ON n.oid = d.dictnamespace JOIN pg_ts_template AS t ON t.oid = d.dicttemplate
WHERE (d.oid, 'pg_ts_dict'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'text search parser', n.nspname, NULL, format('%I.%I', n.nspname, p.prsname),
    concat_ws(' ', p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype), '', '', ''
FROM pg_ts_parser AS p JOIN namespace AS n ON n.oid = p.prsnamespace
WHERE (p.oid, 'pg_ts_parser'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'text search template', n.nspname, NULL, format('%I.%I', n.nspname, t.tmplname), concat_ws(' ', t.tmplinit, t.tmpllexize), '', '', ''
FROM pg_ts_template AS t JOIN namespace AS n ON n.oid = t.tmplnamespace
WHERE (t.oid, 'pg_ts_template'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'access method', '', NULL, a.amname, concat_ws(' ', 'TYPE', CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END, 'HANDLER', a.amhandler), '', '', ''
FROM pg_am AS a WHERE a.oid >= 16384 AND (a.oid, 'pg_am'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'transform', coalesce(n.nspname, ''), NULL, format('FOR %s LANGUAGE %s', f.trftype::regtype, l.lanname),
    concat_ws(' ', f.trffromsql, f.trftosql), '', '', ''
FROM pg_transform AS f JOIN pg_language AS l ON l.oid = f.trflang JOIN pg_type AS t ON t.oid = f.trftype
    LEFT JOIN namespace AS n ON n.oid = t.typnamespace
WHERE (f.oid, 'pg_transform'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'foreign-data wrapper', '', NULL, w.fdwname, concat_ws(' ', nullif(w.fdwhandler, 0)::regproc, nullif(w.fdwvalidator, 0)::regproc,
    'OPTIONS ' || (SELECT string_agg(split_part(o, '=', 1), ', ' ORDER BY o) FROM unnest(w.fdwoptions) AS o)), '', '', ''
FROM pg_foreign_data_wrapper AS w
WHERE w.oid >= 16384 AND (w.oid, 'pg_foreign_data_wrapper'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'server', '', NULL, s.srvname, concat_ws(' ', 'WRAPPER', w.fdwname, 'TYPE ' || s.srvtype, 'VERSION ' || s.srvversion,
    'OPTIONS ' || (SELECT string_agg(split_part(o, '=', 1), ', ' ORDER BY o) FROM unnest(s.srvoptions) AS o)), '',
    coalesce((SELECT format('CREATE EXTENSION IF NOT EXISTS %I SCHEMA %I; GRANT USAGE ON FOREIGN DATA WRAPPER %I TO %s;', e.extname, n.nspname,
            w.fdwname, t.role) || ' -- as an administrator; then ''replicator schema'' creates it, and what is made of it, with their options'
        FROM pg_depend AS d JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
            JOIN pg_namespace AS n ON n.oid = e.extnamespace
        WHERE d.classid = 'pg_foreign_data_wrapper'::regclass AND d.objid = w.oid AND d.deptype = 'e'), ''), ''
FROM there AS t, pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
WHERE (s.oid, 'pg_foreign_server'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'user mapping', '', NULL, format('for %s on %s', coalesce(g.name, m.usename), m.srvname), '', '',
    coalesce(format('CREATE USER MAPPING FOR %s SERVER %I;', g.quoted, m.srvname) || ' -- with its OPTIONS, which may be secret', ''), ''
FROM pg_user_mappings AS m LEFT JOIN grantee AS g ON g.oid = m.umuser
UNION ALL
SELECT 'event trigger', '', NULL, e.evtname,
    concat_ws(' ', 'ON', e.evtevent, 'TAGS ' || array_to_string(e.evttags, ', '), 'EXECUTE', e.evtfoid::regprocedure,
        CASE e.evtenabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'ENABLED REPLICA' WHEN 'A' THEN 'ENABLED ALWAYS' END), '',
    format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s;', e.evtname, e.evtevent,
        ' WHEN TAG IN (' || (SELECT string_agg(quote_literal(g), ', ') FROM unnest(e.evttags) AS g) || ')', e.evtfoid::regprocedure)
    || coalesce(format(' COMMENT ON EVENT TRIGGER %I IS ', e.evtname) || quote_literal(obj_description(e.oid, 'pg_event_trigger')) || ';', '')
    || coalesce(format(' ALTER EVENT TRIGGER %I ', e.evtname)
        || CASE e.evtenabled WHEN 'D' THEN 'DISABLE;' WHEN 'R' THEN 'ENABLE REPLICA;' WHEN 'A' THEN 'ENABLE ALWAYS;' END, '')
    || ' -- after the switch: until then it would act on what the replicator does; by a role that may',
    format('DROP EVENT TRIGGER %I;', e.evtname)
FROM pg_event_trigger AS e JOIN pg_proc AS f ON f.oid = e.evtfoid JOIN namespace AS n ON n.oid = f.pronamespace
WHERE (e.oid, 'pg_event_trigger'::regclass) NOT IN (SELECT m.objid, m.classid FROM member AS m)
UNION ALL
SELECT 'publication', '', NULL, p.pubname, concat_ws(' ', x.content, 'WITH', x.options), '',
    format('CREATE PUBLICATION %I%s WITH (%s);', p.pubname, ' FOR ' || x.content, x.options)
        || coalesce(format(' COMMENT ON PUBLICATION %I IS ', p.pubname) || quote_literal(obj_description(p.oid, 'pg_publication')) || ';', '')
        || ' -- its subscribers have to follow this server, too', format('DROP PUBLICATION %I;', p.pubname)
FROM pg_publication AS p,
    LATERAL (SELECT concat('publish = ''', concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
            CASE WHEN p.pubdelete THEN 'delete' END, CASE to_jsonb(p) ->> 'pubtruncate' WHEN 'true' THEN 'truncate' END), '''',
            CASE to_jsonb(p) ->> 'pubviaroot' WHEN 'true' THEN ', publish_via_partition_root = true' END) AS options,
        CASE WHEN p.puballtables THEN 'ALL TABLES' ELSE (
            SELECT concat_ws(', ', 'TABLES IN SCHEMA ' || string_agg(DISTINCT quote_ident(t.schema), ', ') FILTER (WHERE NOT t.listed),
                'TABLE ' || string_agg(t.name || t.part, ', ' ORDER BY t.name) FILTER (WHERE t.listed))
            FROM (
                SELECT v.schemaname AS schema, c.oid::regclass::text AS name, concat(
                    ' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                        FROM pg_publication_rel AS r JOIN pg_attribute AS a ON a.attrelid = r.prrelid
                            AND to_jsonb(r) -> 'prattrs' @> to_jsonb(a.attnum)
                        WHERE r.prpubid = p.oid AND r.prrelid = c.oid) || ')',
                    ' WHERE ' || (to_jsonb(v) ->> 'rowfilter')) AS part,
                    -- otherwise it is one of a schema
                    EXISTS (SELECT FROM pg_publication_rel AS r WHERE r.prpubid = p.oid
                        AND (r.prrelid = c.oid OR r.prrelid IN (SELECT a.relid FROM pg_partition_ancestors(c.oid) AS a))) AS listed
                FROM pg_publication_tables AS v JOIN pg_namespace AS n ON n.nspname = v.schemaname
                    JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = v.tablename
                WHERE v.pubname = p.pubname) AS t) END AS content) AS x
UNION ALL
SELECT 'subscription', '', NULL, s.subname, concat_ws(' ', 'PUBLICATION', array_to_string(s.subpublications, ', '),
    CASE WHEN NOT s.subenabled THEN 'DISABLED' END), '', '', ''
FROM pg_subscription AS s JOIN database AS d ON d.oid = s.subdbid
UNION ALL
SELECT 'setting', '', NULL, concat_ws(' ', s.name, 'of ' || g.name, 'in this database'), s.value, '',
    coalesce(CASE WHEN s.role = 0 THEN 'ALTER DATABASE ' || t.database ELSE 'ALTER ROLE ' || g.quoted || ' IN DATABASE ' || t.database END
        || ' SET ' ||
        (SELECT string_agg(quote_ident(w), '.') FROM unnest(string_to_array(s.name, '.')) AS w) || ' = ' ||
        CASE WHEN lower(s.name) IN ('role', 'session_authorization') THEN NULL
            WHEN lower(s.name) NOT IN ('search_path', 'local_preload_libraries', 'session_preload_libraries', 'temp_tablespaces')
                OR s.value = '' THEN quote_literal(s.value)
            -- a list is quoted already, but for one that was set FROM CURRENT: that may hold anything
            WHEN s.value ~ '^("([^"]|"")*"|[A-Za-z_][A-Za-z0-9_$]*)( *, *("([^"]|"")*"|[A-Za-z_][A-Za-z0-9_$]*))*$' THEN s.value
        END || ';', ''), ''
FROM setting AS s LEFT JOIN grantee AS g ON g.oid = s.role AND s.role <> 0, there AS t
WHERE s.role = 0 OR g.name IS NOT NULL
UNION ALL
SELECT 'default privileges', '', NULL, concat('of ', d.role, d.place, ' on ', d.kind, ' to ', d.grantee, d.option), coalesce(d.privileges, 'none'), '',
    coalesce(format('ALTER DEFAULT PRIVILEGES FOR ROLE %s%s ', d.quoted, d.place) || CASE
        WHEN d.privileges IS NULL THEN format('REVOKE ALL ON %s FROM PUBLIC;', d.kind)
        ELSE format('GRANT %s ON %s TO %s%s;', d.privileges, d.kind, d.quoted_grantee, d.option) END, ''),
    coalesce(format('ALTER DEFAULT PRIVILEGES FOR ROLE %s%s ', d.quoted, d.place) || CASE
        WHEN d.privileges IS NULL THEN format('GRANT %s ON %s TO PUBLIC;', CASE d.kind WHEN 'TYPES' THEN 'USAGE' ELSE 'EXECUTE' END, d.kind)
        ELSE format('REVOKE %s ON %s FROM %s;', d.privileges, d.kind, d.quoted_grantee) END, '')
FROM default_grant AS d
UNION ALL
SELECT 'privileges', '', NULL, concat_ws(' ', 'on', g.kind, nullif(g.name, ''), 'to', g.grantee), g.privileges, '',
    format('GRANT %s ON %s TO %s;', g.privileges, g.place, g.quoted)
        || CASE WHEN g.kind IN ('language', 'foreign-data wrapper') THEN ' -- as an administrator' ELSE '' END,
    format('REVOKE ALL ON %s FROM %s;', g.place, g.quoted)
FROM granted AS g
UNION ALL
-- a role with privileges here, or with policies, that the other server does not know
SELECT 'role', '', NULL, w.rolname, '', '', format('CREATE ROLE %I%s;', w.rolname, CASE WHEN w.rolcanlogin THEN ' LOGIN' ELSE '' END)
    || ' -- then ''replicator verify --objects'' names its privileges', ''
FROM pg_roles AS w, there AS t
WHERE w.rolname <> ALL (t.roles) AND w.rolname <> current_user AND EXISTS (
    SELECT FROM pg_shdepend AS d JOIN database AS b ON d.dbid = b.oid
    WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = w.oid 
        AND (d.deptype IN ('a', 'r') OR d.deptype = 'o' AND d.classid = 'pg_default_acl'::regclass))
UNION ALL
SELECT 'tablespace', '', NULL, s.spcname, '', '', '', ''
FROM pg_tablespace AS s WHERE EXISTS (SELECT FROM pg_class AS c WHERE c.reltablespace = s.oid) AND s.oid >= 16384
UNION ALL
SELECT 'comment', '', NULL, 'schema public', coalesce(p.description, 'none'), '', format('COMMENT ON SCHEMA public IS %s;', CASE WHEN p.description IS NULL THEN 'NULL' WHEN p.description ~ '[\n\r]' THEN replace(replace(regexp_replace(quote_literal(p.description), '^''', 'E'''), E'\n', '\n'), E'\r', '\r')
        ELSE quote_literal(p.description) END), ''
FROM (SELECT obj_description(n.oid, 'pg_namespace') AS description FROM pg_namespace AS n WHERE n.nspname = 'public') AS p
WHERE p.description IS DISTINCT FROM 'standard public schema'
UNION ALL
SELECT 'comment', '', NULL, 'this database', g.description, '', format('COMMENT ON DATABASE %s IS %s;', t.database, CASE WHEN g.description ~ '[\n\r]' THEN replace(replace(regexp_replace(quote_literal(g.description), '^''', 'E'''), E'\n', '\n'), E'\r', '\r')
        ELSE quote_literal(g.description) END), ''
FROM there AS t, database AS d JOIN pg_shdescription AS g ON g.objoid = d.oid AND g.classoid = 'pg_database'::regclass
