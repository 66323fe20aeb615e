-- The foreign keys of every table, the widest first.
-- Returns: table as regclass text, its columns, the table that it refers to, its columns
SELECT format('%I.%I', n.nspname, c.relname),
    ARRAY(SELECT quote_ident(a.attname) FROM unnest(k.conkey) WITH ORDINALITY AS u (num, at)
          JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.at),
    format('%I.%I', m.nspname, f.relname),
    ARRAY(SELECT quote_ident(a.attname) FROM unnest(k.confkey) WITH ORDINALITY AS u (num, at)
          JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY u.at)
FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid AND NOT c.relispartition JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_class AS f ON f.oid = k.confrelid AND NOT f.relispartition JOIN pg_namespace AS m ON m.oid = f.relnamespace
WHERE k.contype = 'f'
ORDER BY cardinality(k.conkey) DESC, k.conname
