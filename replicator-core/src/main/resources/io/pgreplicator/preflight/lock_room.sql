-- The number of relations that a transaction locks when it reads or writes all of the tables in $1 (oids as text[]), including
-- their partitions and indexes, and the number of locks the server has room for.
-- Returns one row: relations, room, number of sessions that share the room
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
