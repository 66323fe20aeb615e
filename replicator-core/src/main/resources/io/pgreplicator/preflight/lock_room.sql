-- How many relations a transaction locks that reads or writes all of the tables in $1 (oids as text[]), their partitions and
-- indexes included, and how many locks the server has room for.
-- Returns one row: relations, room, sessions the room is shared out to
-- Touches pg_inherits, pg_index, pg_settings; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT c.oid FROM pg_class AS c WHERE c.oid = ANY (?::oid[])
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
), shared (sessions) AS (
    SELECT current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint
)
SELECT (SELECT count(*) FROM tree) + (SELECT count(*) FROM pg_index WHERE indrelid IN (SELECT relation FROM tree)),
    sessions * current_setting('max_locks_per_transaction')::bigint, sessions
FROM shared
