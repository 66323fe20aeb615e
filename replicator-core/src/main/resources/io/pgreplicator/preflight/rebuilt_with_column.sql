-- What the server builds again when the column $2 of the table $1 (its oid), which its partitions and the tables that inherit have as well,
-- gets another type: checks, indexes and foreign keys over it, the foreign keys first.
-- Returns: its description; the statement that drops it; its name; whether this role may drop it; the statement that makes another one, or
--   for a foreign key its table, on pg_temp.replicator_probe, which has the columns of the table
-- Touches pg_inherits, pg_attribute, pg_constraint, pg_index, pg_depend; takes no lock on user tables.
-- Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT ?::oid
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), own AS (
    SELECT a.attrelid, a.attnum, a.attname, n.nspname, c.relname, c.relowner
    FROM tree AS t JOIN pg_attribute AS a ON a.attrelid = t.relation AND a.attname = ?
        JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
), constrained AS (
    SELECT k.oid, k.conname, k.contype, k.conindid, k.conrelid, k.conkey, k.confrelid, k.confkey, n.nspname, c.relname, c.relowner,
        format('ALTER TABLE %I.%I DROP CONSTRAINT IF EXISTS %I;', n.nspname, c.relname, k.conname) AS removal,
        format('%I on %I.%I', k.conname, n.nspname, c.relname) AS name
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    -- what belongs to that of a whole table goes with it
    WHERE k.coninhcount = 0 AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
), referring AS (
    SELECT DISTINCT ON (k.oid) k.oid, k.removal, k.name, k.relowner,
        CASE WHEN s.referring THEN format('CREATE TEMPORARY TABLE replicator_other (x %s UNIQUE);'
                ' ALTER TABLE pg_temp.replicator_probe ADD FOREIGN KEY (%I) REFERENCES pg_temp.replicator_other (x)',
                format_type(a.atttypid, a.atttypmod), s.attname)
            ELSE format('ALTER TABLE pg_temp.replicator_probe ADD UNIQUE (%I);'
                ' CREATE TEMPORARY TABLE replicator_other (x %s REFERENCES pg_temp.replicator_probe (%I))',
                s.attname, format_type(a.atttypid, a.atttypmod), s.attname) END AS creation
    FROM constrained AS k CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS p (referring, referred)
        CROSS JOIN LATERAL (
            SELECT true, o.attname, k.confrelid, p.referred FROM own AS o WHERE (o.attrelid, o.attnum) = (k.conrelid, p.referring)
            UNION ALL
            SELECT false, o.attname, k.conrelid, p.referring FROM own AS o WHERE (o.attrelid, o.attnum) = (k.confrelid, p.referred)
        ) AS s (referring, attname, relation, attnum)
        JOIN pg_attribute AS a ON (a.attrelid, a.attnum) = (s.relation, s.attnum)
    WHERE k.contype = 'f'
    ORDER BY k.oid, s.referring
), indexed AS (
    SELECT i.indexrelid, o.nspname, o.relname, o.relowner, k.oid AS key, pg_get_indexdef(i.indexrelid) AS definition,
        i.indisunique, coalesce(k.name, format('%I.%I', o.nspname, c.relname)) AS name,
        coalesce(k.removal, format('DROP INDEX IF EXISTS %I.%I;', o.nspname, c.relname)) AS removal
    FROM own AS o JOIN pg_index AS i ON i.indrelid = o.attrelid JOIN pg_class AS c ON c.oid = i.indexrelid
        LEFT JOIN constrained AS k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE NOT EXISTS (SELECT FROM pg_inherits AS h WHERE h.inhrelid = i.indexrelid)
        AND (o.attnum = ANY (i.indkey) OR EXISTS (
            SELECT FROM pg_depend AS d
            WHERE (d.classid, d.objid, d.refclassid, d.refobjid, d.refobjsubid)
                = ('pg_class'::regclass, i.indexrelid, 'pg_class'::regclass, o.attrelid, o.attnum)))
), found (step, classid, objid, removal, name, owner, creation) AS (
    SELECT 1, 'pg_constraint'::regclass, r.oid, r.removal, r.name, r.relowner, r.creation FROM referring AS r
    UNION ALL
    SELECT 2, 'pg_constraint'::regclass, k.oid, k.removal, k.name, k.relowner,
        'ALTER TABLE pg_temp.replicator_probe ADD ' || pg_get_constraintdef(k.oid)
    FROM own AS o JOIN constrained AS k ON k.conrelid = o.attrelid AND o.attnum = ANY (k.conkey) AND k.contype = 'c'
    UNION ALL
    SELECT 2, CASE WHEN i.key IS NULL THEN 'pg_class'::regclass ELSE 'pg_constraint'::regclass END, coalesce(i.key, i.indexrelid),
        coalesce((SELECT string_agg(k.removal, ' ' ORDER BY k.removal) || ' ' FROM constrained AS k
            WHERE k.contype = 'f' AND k.conindid = i.indexrelid), '') || i.removal,
        i.name, i.relowner,
        CASE WHEN i.key IS NULL THEN 'CREATE ' || CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END || 'INDEX ON pg_temp.replicator_probe'
                || substr(i.definition, strpos(i.definition, format('%I USING ', i.relname)) + length(format('%I', i.relname)))
            ELSE 'ALTER TABLE pg_temp.replicator_probe ADD ' || pg_get_constraintdef(i.key) END
    FROM indexed AS i
)
SELECT pg_describe_object(f.classid, f.objid, 0), f.removal, f.name, pg_has_role(f.owner, 'USAGE'), f.creation
FROM found AS f
ORDER BY f.step, f.name
