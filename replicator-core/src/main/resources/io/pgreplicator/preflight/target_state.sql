-- For each of the tables in $1 (oids as text[]) a digest of what acts on rows that are written to it and its partitions, or decides
-- which values they can hold: names, attachments, triggers, rules, columns, and where $2 says so (no replica role) foreign keys. It changes with
-- any change of them: each change leaves a row version of a later transaction, or removes a row. The definitions of user types are not in it.
-- Returns: table, digest
-- Touches pg_inherits, pg_class, pg_namespace, pg_trigger, pg_rewrite, pg_attribute, pg_attrdef, pg_constraint; takes no lock on user tables.
-- Minimum version: 10
WITH RECURSIVE tree (root, relation, attached) AS (
    SELECT c.oid, c.oid, 0::bigint FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT t.root, i.inhrelid, i.xmin::text::bigint FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
        JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p'
), item (root, kind, number, version) AS (
    SELECT t.root, 'table', t.relation::bigint, hashtext(n.nspname || '.' || c.relname)::bigint + t.attached
    FROM tree AS t JOIN pg_class AS c ON c.oid = t.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT t.root, 'trigger', g.oid::bigint, g.xmin::text::bigint
    FROM tree AS t JOIN pg_trigger AS g ON g.tgrelid = t.relation AND NOT g.tgisinternal
    UNION ALL
    SELECT t.root, 'rule', r.oid::bigint, r.xmin::text::bigint FROM tree AS t JOIN pg_rewrite AS r ON r.ev_class = t.relation
    UNION ALL
    SELECT t.root, 'column', a.attrelid::bigint * 2048 + a.attnum, a.xmin::text::bigint
    FROM tree AS t JOIN pg_attribute AS a ON a.attrelid = t.relation AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT t.root, 'expression', d.oid::bigint, d.xmin::text::bigint FROM tree AS t JOIN pg_attrdef AS d ON d.adrelid = t.relation
    UNION ALL (
        SELECT t.root, 'foreign key', k.oid::bigint, k.xmin::text::bigint
        FROM tree AS t JOIN pg_constraint AS k ON k.conrelid = t.relation WHERE ?::boolean AND k.contype = 'f'
        UNION
        SELECT t.root, 'foreign key', k.oid::bigint, k.xmin::text::bigint
        FROM tree AS t JOIN pg_constraint AS k ON k.confrelid = t.relation WHERE ?::boolean AND k.contype = 'f')
)
SELECT root::bigint, string_agg(kind || ' ' || items, ', ' ORDER BY kind)
FROM (
    SELECT root, kind, count(*) || ' ' || sum(version) || ' ' || sum(version::numeric * number) || ' ' || sum(number) AS items
    FROM item GROUP BY root, kind
) AS kinds
GROUP BY root
