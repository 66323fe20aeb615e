-- The statement that creates a database beside this one, under a name that is free, with the encoding $1 and, where this server can have
-- it, with the provider $2, the collation $3, the character type $4, the locale $5 and the rules $6 (both null for libc) of another one.
-- Returns one row: the statement, whether this role may run it, whether it has that locale
-- Touches pg_database, pg_collation, pg_roles; takes no lock. Minimum version: 12
WITH wanted (encoding, provider, lc_collate, lc_ctype, locale, rules) AS (
    SELECT ?::text, ?::text, ?::text, ?::text, ?::text, ?::text
), here AS (
    SELECT current_setting('server_version_num')::int / 10000 AS major, r.rolname, r.rolsuper OR r.rolcreatedb AS allowed,
        (SELECT x.name
         -- a name has 63 bytes, and a character up to four
         FROM (SELECT CASE WHEN octet_length(current_database()) < 59 THEN current_database() ELSE left(current_database(), 14) END || '_' || g AS name, g
               FROM generate_series(2, 1000) AS g) AS x
         WHERE NOT EXISTS (SELECT FROM pg_database AS d WHERE d.datname = x.name)
         ORDER BY x.g LIMIT 1) AS name
    FROM pg_roles AS r WHERE r.rolname = current_user
), known (name, plain) AS (
    -- en_US.utf8 and en_US.UTF-8 are the same
    SELECT l.name, lower(replace(l.name, '-', ''))
    FROM (SELECT l.collcollate FROM pg_collation AS l WHERE l.collprovider = 'c' AND l.collcollate <> ''
          UNION SELECT d.datcollate FROM pg_database AS d UNION SELECT d.datctype FROM pg_database AS d
          UNION VALUES ('C'), ('POSIX')) AS l (name)
), libc AS (
    SELECT (SELECT min(k.name) FROM known AS k WHERE k.plain = lower(replace(w.lc_collate, '-', ''))) AS lc_collate,
        (SELECT min(k.name) FROM known AS k WHERE k.plain = lower(replace(w.lc_ctype, '-', ''))) AS lc_ctype
    FROM wanted AS w
), plan AS (
    SELECT CASE w.provider
            WHEN 'c' THEN l.lc_collate IS NOT NULL AND l.lc_ctype IS NOT NULL
                AND (w.encoding <> 'SQL_ASCII' OR (l.lc_collate, l.lc_ctype) = ('C', 'C'))
            WHEN 'i' THEN h.major >= 15 AND (w.rules IS NULL OR h.major >= 16)
                AND EXISTS (SELECT FROM pg_collation AS i WHERE i.collprovider = 'i')
            ELSE h.major >= 17 END AS possible,
        -- with SQL_ASCII another locale is for superusers
        CASE WHEN l.lc_collate IS NULL OR l.lc_ctype IS NULL OR w.encoding = 'SQL_ASCII' THEN 'LC_COLLATE ''C'' LC_CTYPE ''C'''
            ELSE format('LC_COLLATE %L LC_CTYPE %L', l.lc_collate, l.lc_ctype) END AS libc
    FROM wanted AS w CROSS JOIN here AS h CROSS JOIN libc AS l
)
SELECT concat_ws(' ', format('CREATE DATABASE %I', h.name), CASE WHEN NOT h.allowed THEN format('OWNER %I', h.rolname) END,
        format('ENCODING %L', w.encoding),
        CASE WHEN w.provider = 'i' AND p.possible THEN format('LOCALE_PROVIDER icu ICU_LOCALE %L', w.locale)
            WHEN w.provider = 'b' AND p.possible THEN format('LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', w.locale)
            WHEN h.major >= 15 THEN 'LOCALE_PROVIDER libc' END,
        CASE WHEN w.rules IS NOT NULL AND p.possible THEN format('ICU_RULES %L', w.rules) END,
        p.libc, 'TEMPLATE template0;'), h.allowed, p.possible
FROM wanted AS w CROSS JOIN here AS h CROSS JOIN plan AS p
