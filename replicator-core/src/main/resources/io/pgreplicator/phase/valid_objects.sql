-- What of the side that applications are about to leave is valid: constraints and indexes that are invalid on the other side alone are
-- not as they should be.
-- Returns one row: the constraints by table and name (text[]), the indexes by name (text[])
-- Touches pg_class, pg_index, pg_constraint; takes no lock on user tables. Minimum version: 10
WITH named AS (
    SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'replicator', 'replicator_capture') AND n.nspname !~ '^pg_'
)
SELECT
    ARRAY(SELECT format('%I of %s', k.conname, n.name)
          FROM pg_constraint AS k JOIN named AS n ON n.oid = k.conrelid WHERE k.convalidated AND k.contype IN ('f', 'c')),
    ARRAY(SELECT n.name FROM pg_index AS i JOIN named AS n ON n.oid = i.indexrelid WHERE i.indisvalid)
