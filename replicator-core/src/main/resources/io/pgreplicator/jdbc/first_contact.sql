-- Which backend of which server answers. Qualified, because the session may be anybody's, and leaves nothing in it.
-- Parameters: none
-- Returns one row: backend process id, start of the server in UTC, whether it is in recovery, address of the server. Touches
--   no table, takes no lock. Minimum version: 10
SELECT pg_catalog.pg_backend_pid(),
       pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.pg_postmaster_start_time()), 'YYYY-MM-DD HH24:MI:SS.US'),
       pg_catalog.pg_is_in_recovery(),
       pg_catalog.concat_ws(
           ':', coalesce(pg_catalog.host(pg_catalog.inet_server_addr()), 'socket'), pg_catalog.inet_server_port())
