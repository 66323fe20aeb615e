-- Keys of a table that were logged since a snapshot, from at most $1 of its changes.
-- Parameters: :present (that no column of the key is null), :texts (of d.k1, ...), :keys (d.k1, ...), :log (delta table), :window (condition on d.xid)
-- Returns one text per column of the key
-- Touches the log; ACCESS SHARE locks. Minimum version: 10
SELECT DISTINCT :texts
FROM (SELECT :keys FROM :log AS d WHERE :window AND :present LIMIT ?) AS d
