-- One digest of all definitions and privileges of user schemas: while it is unchanged, so are they. TRUNCATE, ANALYZE and the like do not
-- change it.
-- Returns: one text
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
WITH spaces AS (
    SELECT n.oid, n.xmin, n.nspname, n.nspacl::text AS acl FROM pg_namespace AS n
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'replicator', 'replicator_capture') AND n.nspname !~ '^pg_'
), relations AS (
    SELECT c.* FROM pg_class AS c JOIN spaces AS s ON s.oid = c.relnamespace
), item (kind, state) AS (
    SELECT 'schema', concat_ws(' ', s.nspname, s.acl) FROM spaces AS s
    UNION ALL
    SELECT 'relation', concat_ws(' ', c.oid, c.relname, c.relnamespace, c.relowner, c.relpersistence, c.relreplident, c.relrowsecurity,
        c.relforcerowsecurity, c.reloptions, c.relacl)
    FROM relations AS c
    UNION ALL
    SELECT 'column', concat_ws(' ', a.attrelid, a.attnum, a.xmin) FROM pg_attribute AS a JOIN relations AS c ON c.oid = a.attrelid WHERE a.attnum > 0
    UNION ALL
    SELECT 'default', concat_ws(' ', d.oid, d.xmin) FROM pg_attrdef AS d JOIN relations AS c ON c.oid = d.adrelid
    UNION ALL
    SELECT 'constraint', concat_ws(' ', k.oid, k.xmin) FROM pg_constraint AS k JOIN spaces AS s ON s.oid = k.connamespace
    UNION ALL
    SELECT 'index', concat_ws(' ', i.indexrelid, i.xmin) FROM pg_index AS i JOIN relations AS c ON c.oid = i.indrelid
    UNION ALL
    SELECT 'trigger', concat_ws(' ', t.oid, t.xmin)
    FROM pg_trigger AS t JOIN relations AS c ON c.oid = t.tgrelid JOIN pg_proc AS p ON p.oid = t.tgfoid JOIN spaces AS s ON s.oid = p.pronamespace
    UNION ALL
    SELECT 'rule', concat_ws(' ', r.oid, r.xmin) FROM pg_rewrite AS r JOIN relations AS c ON c.oid = r.ev_class
    UNION ALL
    SELECT 'policy', concat_ws(' ', p.oid, p.xmin) FROM pg_policy AS p
    UNION ALL
    SELECT 'function', concat_ws(' ', p.oid, p.xmin) FROM pg_proc AS p JOIN spaces AS s ON s.oid = p.pronamespace
    UNION ALL
    SELECT 'type', concat_ws(' ', t.oid, t.xmin) FROM pg_type AS t JOIN spaces AS s ON s.oid = t.typnamespace
    UNION ALL
    SELECT 'label', concat_ws(' ', e.oid, e.xmin) FROM pg_enum AS e
    UNION ALL
    SELECT 'sequence', concat_ws(' ', q.seqrelid, q.xmin) FROM pg_sequence AS q
    UNION ALL
    SELECT 'parent', concat_ws(' ', h.inhrelid, h.inhparent, h.xmin) FROM pg_inherits AS h JOIN relations AS c ON c.oid = h.inhrelid
    UNION ALL
    SELECT 'statistics', concat_ws(' ', x.oid, x.xmin) FROM pg_statistic_ext AS x
    UNION ALL
    SELECT 'comment', concat_ws(' ', d.objoid, d.classoid, d.objsubid, d.xmin) FROM pg_description AS d WHERE d.objoid >= 16384
    UNION ALL
    SELECT 'setting', concat_ws(' ', s.setdatabase, s.setrole, s.xmin)
    FROM pg_db_role_setting AS s JOIN pg_database AS b ON b.oid = s.setdatabase AND b.datname = current_database()
    UNION ALL
    SELECT 'default privileges', concat_ws(' ', a.oid, a.xmin) FROM pg_default_acl AS a
    UNION ALL
    SELECT 'other', concat_ws(' ', o.oid, o.xmin) FROM pg_operator AS o WHERE o.oid >= 16384
    UNION ALL
    SELECT 'other', concat_ws(' ', o.oid, o.xmin) FROM pg_cast AS o WHERE o.oid >= 16384
    UNION ALL
    SELECT 'other', concat_ws(' ', o.oid, o.xmin) FROM pg_collation AS o WHERE o.oid >= 16384
    UNION ALL
    SELECT 'other', concat_ws(' ', o.oid, o.xmin) FROM pg_ts_config AS o WHERE o.oid >= 16384
    UNION ALL
    SELECT 'other', concat_ws(' ', o.oid, o.xmin) FROM pg_ts_dict AS o WHERE o.oid >= 16384
    UNION ALL
    SELECT 'extension', concat_ws(' ', e.oid, e.xmin) FROM pg_extension AS e
)
SELECT string_agg(kind || ' ' || items, ', ' ORDER BY kind)
FROM (SELECT kind, count(*) || ' ' || sum(hashtext(state)::bigint) AS items FROM item GROUP BY kind) AS kinds
