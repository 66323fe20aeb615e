-- The columns of the tables in $1 (oids as text[]), in their order.
-- Returns: table oid, name, type as written, type without domains, collation (quoted) if it is not the type's default,
--   not null, for old rows as well, identity ('', 'a', 'd'), generated, whether the binary COPY format is the same on every server: not where
--   it holds oids, and not where a server refuses what itself has sent (an empty vector or tsquery)
-- Touches pg_attribute, pg_type, pg_collation; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE domain (domain, base, typmod) AS (
    SELECT oid, typbasetype, typtypmod FROM pg_type WHERE typtype = 'd'
    UNION ALL
    SELECT d.domain, t.typbasetype, CASE WHEN t.typtypmod >= 0 THEN t.typtypmod ELSE d.typmod END
    FROM domain AS d JOIN pg_type AS t ON t.oid = d.base WHERE t.typtype = 'd'
), resolved AS (
    SELECT d.domain, d.base, d.typmod FROM domain AS d JOIN pg_type AS t ON t.oid = d.base WHERE t.typtype <> 'd'
)
SELECT a.attrelid::bigint, a.attname, format_type(a.atttypid, a.atttypmod),
    format_type(coalesce(r.base, a.atttypid), coalesce(r.typmod, a.atttypmod)),
    CASE WHEN a.attcollation <> b.typcollation AND a.attcollation <> 0
        THEN (SELECT format('%I.%I', n.nspname, l.collname) FROM pg_collation AS l
              JOIN pg_namespace AS n ON n.oid = l.collnamespace WHERE l.oid = a.attcollation) END,
    a.attnotnull AND NOT EXISTS (
        SELECT FROM pg_constraint AS y
        WHERE y.conrelid = a.attrelid AND y.contype = 'n' AND NOT y.convalidated AND a.attnum = ANY (y.conkey)),
    a.attidentity::text, coalesce(to_jsonb(a) ->> 'attgenerated', '') <> '',
    b.typtype = 'e' OR b.oid < 16384 AND b.typtype IN ('b', 'r', 'm') AND b.typsend <> 0
        AND b.typname !~ '^_?(reg|pg_node_tree|aclitem|oidvector|int2vector|tsquery)'
FROM pg_attribute AS a
    LEFT JOIN resolved AS r ON r.domain = a.atttypid
    JOIN pg_type AS b ON b.oid = coalesce(r.base, a.atttypid)
WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
