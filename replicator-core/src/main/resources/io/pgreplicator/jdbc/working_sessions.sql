-- Which of the sessions in $1 (process ids as text[]) are working: they neither wait for their client nor have ended.
-- Returns their process ids; none when this session's own is not $2, because then a pooler hides the true ones: all of $1.
-- Touches pg_stat_activity; takes no lock. Minimum version: 10
SELECT given.pid::int
FROM unnest(?::text[]) AS given (pid) LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = given.pid::int
WHERE pg_catalog.pg_backend_pid() <> ?
    OR a.pid IS NOT NULL
        AND (a.state IS NULL OR a.state = 'disabled'
            OR a.state = 'active' AND a.wait_event_type IS DISTINCT FROM 'Client')
