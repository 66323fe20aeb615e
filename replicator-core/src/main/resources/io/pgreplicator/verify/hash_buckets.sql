-- The rows of a table in buckets by their keys: for each bucket the number of rows and a hash that does not depend on their
-- order. OFFSET 0 keeps the inner query separate: the planner then assumes few buckets and hashes them instead of sorting.
-- Parameters: :table (what to read), :bucket (the bucket of the row r), :hash (of the row r, hexadecimal)
-- Returns: bucket, rows, hash
-- Touches the table; an ACCESS SHARE lock. Minimum version: 10
SELECT h.bucket, count(*), concat_ws(' ',
    sum(('x' || substr(h.hash, 1, 8))::bit(32)::int), sum(('x' || substr(h.hash, 9, 8))::bit(32)::int),
    sum(('x' || substr(h.hash, 17, 8))::bit(32)::int), sum(('x' || substr(h.hash, 25, 8))::bit(32)::int))
FROM (SELECT :bucket AS bucket, :hash AS hash FROM :table AS r OFFSET 0) AS h
GROUP BY h.bucket
