-- Pins every setting that could change what a value looks like, how long a statement may wait or whether a commit lasts.
-- No wait for a lock may last as long as deadlock_timeout: the server would then check for a deadlock in the session that waits
-- for us, and cancel it. So we are always the ones who give up.
-- Every name is qualified, because the database's own path still holds.
-- Parameters: :'search_path' (empty keeps the database's own), :trusted (an expression for what goes after it; may be null),
--   :'first_path' (goes before the database's own),
--   :'lock_timeout' (milliseconds; less where deadlock_timeout is low)
-- Returns one row per setting that the server knows. Touches the catalog, takes no lock on user tables. Minimum version: 10
SELECT pg_catalog.set_config(v.name, v.value, false)
FROM (VALUES
    ('search_path', CASE
        WHEN :'first_path' OPERATOR(pg_catalog.<>) '' THEN pg_catalog.concat_ws(', ', 'pg_catalog',
            :'first_path'::pg_catalog.text, CASE WHEN pg_catalog.current_setting('search_path') OPERATOR(pg_catalog.<>) ''
                THEN pg_catalog.current_setting('search_path') END)
        WHEN :'search_path' OPERATOR(pg_catalog.=) '' THEN ''
        ELSE pg_catalog.concat_ws(', ', :'search_path'::pg_catalog.text, :trusted)
        END),
    ('DateStyle', 'ISO, YMD'),
    ('IntervalStyle', 'postgres'),
    ('TimeZone', 'UTC'),
    ('extra_float_digits', '3'),
    ('bytea_output', 'hex'),
    ('lc_monetary', 'C'),
    ('xmloption', 'content'),
    ('array_nulls', 'on'),
    ('standard_conforming_strings', 'on'),
    ('row_security', 'off'),
    ('jit', 'off'),
    ('quote_all_identifiers', 'off'),
    ('default_transaction_isolation', 'read committed'),
    ('default_transaction_read_only', 'off'),
    ('default_transaction_deferrable', 'off'),
    ('statement_timeout', '0'),
    ('transaction_timeout', '0'),
    ('idle_in_transaction_session_timeout', '0'),
    ('idle_session_timeout', '0'),
    ('lock_timeout', least(:'lock_timeout'::pg_catalog.int8, greatest(1, pg_catalog.date_part(
        'epoch', pg_catalog.current_setting('deadlock_timeout')::pg_catalog.interval) OPERATOR(pg_catalog.*) 1000
        OPERATOR(pg_catalog./) 2)::pg_catalog.int8)::pg_catalog.text),
    ('synchronous_commit', CASE WHEN pg_catalog.current_setting('synchronous_commit') OPERATOR(pg_catalog.=) 'off' THEN 'on' ELSE '' END),
    ('tcp_keepalives_idle', '30'),
    ('tcp_keepalives_interval', '10'),
    ('tcp_keepalives_count', '3'),
    ('tcp_user_timeout', '60000')
) AS v (name, value)
WHERE v.value OPERATOR(pg_catalog.<>) '' AND pg_catalog.current_setting(v.name, true) IS NOT NULL
