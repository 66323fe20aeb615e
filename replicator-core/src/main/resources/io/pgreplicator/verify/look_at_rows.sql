-- The rows of some keys as one statement of one side sees them, with what tells a version of a row from all others. A key may have
-- several rows where its unique index is gone: their versions and hashes are then joined.
-- Parameters: :seen (what identifies the state that is seen), :arrays (as many parameters as the key has columns), :names (t1, ... for
--   the texts), :given (their values v1, ...), :key (the texts of the row r, as an array), :hash (of r), :table (what to read),
--   :match (the condition under which r has the key g.v1, ...), :flag (a condition on the key g)
-- Returns one row per key: state, when the server was started, whether it is a standby, position of the key, its texts on this side,
--   version and hash (null where there is no row), flag
-- Touches the table, and what the expressions name; ACCESS SHARE locks. Minimum version: 10
SELECT :seen, pg_postmaster_start_time()::text, pg_is_in_recovery(), g.i, f.key, f.version, f.hash, :flag
FROM (SELECT a.*, :given FROM unnest(:arrays) WITH ORDINALITY AS a (:names, i)) AS g
    CROSS JOIN LATERAL (
        SELECT min(o.key) AS key, string_agg(o.version, ' ' ORDER BY o.version) AS version,
            string_agg(o.hash, ' ' ORDER BY o.hash) AS hash
        FROM (
            SELECT :key AS key, concat(r.tableoid, ',', r.ctid, ',', r.xmin) AS version, :hash AS hash
            FROM :table AS r WHERE :match
        ) AS o
    ) AS f
