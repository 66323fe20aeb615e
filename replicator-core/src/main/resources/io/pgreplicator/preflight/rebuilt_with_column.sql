-- What the server builds again when the column $2 of the table $1 (its oid), which its partitions and the tables that inherit have as well,
-- gets another type: checks, indexes, statistics and foreign keys over it, the foreign keys first.
-- Returns: its description; the statement that drops it; its name; whether this role may drop it; the table that has the column; the
--   statement that makes another one, or for a foreign key its table, on pg_temp.replicator_probe, which has the columns of that table
-- Touches pg_inherits, pg_attribute, pg_constraint, pg_index, pg_statistic_ext, pg_depend; takes no lock on user tables.
-- Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT ?::oid
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), own AS (
    SELECT a.attrelid, a.attnum, a.attname, c.relname, c.relowner, format('%I.%I', n.nspname, c.relname) AS place
    FROM tree AS t JOIN pg_attribute AS a ON a.attrelid = t.relation AND a.attname = ?
        JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
), constrained AS (
    SELECT k.*, c.relowner, format('%I on %I.%I', k.conname, n.nspname, c.relname) AS name,
        format('ALTER TABLE %I.%I DROP CONSTRAINT IF EXISTS %I;', n.nspname, c.relname, k.conname) AS removal
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    -- what belongs to that of a whole table goes with it, unless the table had it before it inherited
    WHERE (k.coninhcount = 0 OR k.conislocal AND k.contype = 'c'
            OR NOT EXISTS (SELECT FROM pg_inherits AS i JOIN tree AS t ON t.relation = i.inhparent WHERE i.inhrelid = k.conrelid))
        AND coalesce(to_jsonb(k) ->> 'conparentid', '0') = '0'
), named_by AS (
    SELECT d.classid, d.objid, d.refobjid AS relation, d.refobjsubid AS attnum FROM pg_depend AS d WHERE d.refclassid = 'pg_class'::regclass
), referring AS (
    SELECT DISTINCT ON (k.oid) k.oid, k.removal, k.name, k.relowner, s.place,
        CASE WHEN s.referring THEN format('CREATE TEMPORARY TABLE replicator_other (x %s UNIQUE);'
                ' ALTER TABLE pg_temp.replicator_probe ADD FOREIGN KEY (%I) REFERENCES pg_temp.replicator_other (x)',
                format_type(a.atttypid, a.atttypmod), s.attname)
            ELSE format('ALTER TABLE pg_temp.replicator_probe ADD UNIQUE (%I);'
                ' CREATE TEMPORARY TABLE replicator_other (x %s REFERENCES pg_temp.replicator_probe (%I))',
                s.attname, format_type(a.atttypid, a.atttypmod), s.attname) END AS creation
    FROM constrained AS k CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS p (referring, referred)
        CROSS JOIN LATERAL (
            SELECT true, o.attname, o.place, k.confrelid, p.referred FROM own AS o WHERE (o.attrelid, o.attnum) = (k.conrelid, p.referring)
            UNION ALL
            SELECT false, o.attname, o.place, k.conrelid, p.referring FROM own AS o WHERE (o.attrelid, o.attnum) = (k.confrelid, p.referred)
        ) AS s (referring, attname, place, relation, attnum)
        JOIN pg_attribute AS a ON (a.attrelid, a.attnum) = (s.relation, s.attnum)
    -- both ends of a column that refers to itself change together
    WHERE k.contype = 'f' AND (k.conrelid, p.referring) <> (k.confrelid, p.referred)
    ORDER BY k.oid, s.referring
), indexed AS (
    SELECT i.indexrelid, o.place, o.relname, o.relowner, k.oid AS key, y.head,
        substr(pg_get_indexdef(i.indexrelid), length(y.head || quote_ident(c.relname)) + 1) AS rest,
        coalesce(k.name, format('%I.%I', n.nspname, c.relname)) AS name,
        coalesce(k.removal, format('DROP INDEX IF EXISTS %I.%I;', n.nspname, c.relname)) AS removal
    FROM own AS o JOIN pg_index AS i ON i.indrelid = o.attrelid JOIN pg_class AS c ON c.oid = i.indexrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (SELECT CASE WHEN i.indisunique THEN 'CREATE UNIQUE INDEX ' ELSE 'CREATE INDEX ' END) AS y (head)
        LEFT JOIN constrained AS k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE NOT EXISTS (SELECT FROM pg_inherits AS h WHERE h.inhrelid = i.indexrelid)
        AND (o.attnum = ANY (i.indkey) OR ('pg_class'::regclass, i.indexrelid, o.attrelid, o.attnum) IN (SELECT b.* FROM named_by AS b))
), counted AS (
    SELECT s.oid, o.place, s.stxowner, format('%I.%I', n.nspname, s.stxname) AS name,
        -- without the table, with whose name it ends
        left(pg_get_statisticsobjdef(s.oid), -length(s.stxrelid::regclass::text)) AS definition
    FROM own AS o JOIN pg_statistic_ext AS s ON s.stxrelid = o.attrelid JOIN pg_namespace AS n ON n.oid = s.stxnamespace
    WHERE o.attnum = ANY (s.stxkeys) OR ('pg_statistic_ext'::regclass, s.oid, o.attrelid, o.attnum) IN (SELECT b.* FROM named_by AS b)
), found (step, classid, objid, removal, name, owner, place, creation) AS (
    SELECT 0, 'pg_constraint'::regclass, r.oid, r.removal, r.name, r.relowner, r.place, r.creation FROM referring AS r
    UNION ALL
    SELECT 1 + k.coninhcount, 'pg_constraint'::regclass, k.oid, k.removal, k.name, k.relowner, o.place,
        'ALTER TABLE pg_temp.replicator_probe ADD ' || pg_get_constraintdef(k.oid)
    FROM own AS o JOIN constrained AS k ON k.conrelid = o.attrelid AND o.attnum = ANY (k.conkey) AND k.contype = 'c'
    UNION ALL
    SELECT 1, CASE WHEN i.key IS NULL THEN 'pg_class'::regclass ELSE 'pg_constraint'::regclass END, coalesce(i.key, i.indexrelid),
        coalesce((SELECT string_agg(k.removal, ' ' ORDER BY k.removal) || ' ' FROM constrained AS k
            WHERE k.contype = 'f' AND k.conindid = i.indexrelid), '') || i.removal,
        i.name, i.relowner, i.place,
        CASE WHEN i.key IS NULL THEN i.head || 'ON pg_temp.replicator_probe'
                || substr(i.rest, strpos(i.rest, quote_ident(i.relname) || ' USING ') + length(quote_ident(i.relname)))
            ELSE 'ALTER TABLE pg_temp.replicator_probe ADD ' || pg_get_constraintdef(i.key) END
    FROM indexed AS i
    UNION ALL
    SELECT 1, 'pg_statistic_ext'::regclass, s.oid, format('DROP STATISTICS IF EXISTS %s;', s.name), s.name, s.stxowner, s.place,
        'CREATE STATISTICS pg_temp.replicator_statistics'
            || substr(s.definition, length('CREATE STATISTICS ' || s.name) + 1) || 'pg_temp.replicator_probe'
    FROM counted AS s
)
SELECT pg_describe_object(f.classid, f.objid, 0), f.removal, f.name, pg_has_role(f.owner, 'USAGE'), f.place, f.creation
FROM found AS f
ORDER BY f.step, f.name
