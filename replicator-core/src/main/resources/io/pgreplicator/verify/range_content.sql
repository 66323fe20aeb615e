-- The rows of a range of keys as a few numbers: sums, which unlike XOR do not cancel each other in pairs. OFFSET 0 keeps the inner
-- query separate, so that each row is hashed once.
-- Parameters: :hash (of the row r, hexadecimal), :inputs and :extremes (what is summarised), :table (what to read), :range (the
--   condition on r)
-- Returns: rows, hash over all of them whatever their order, extremes
-- Touches the table; an ACCESS SHARE lock. Minimum version: 10
SELECT count(*), concat_ws(' ',
    sum(('x' || substr(h.hash, 1, 8))::bit(32)::int), sum(('x' || substr(h.hash, 9, 8))::bit(32)::int),
    sum(('x' || substr(h.hash, 17, 8))::bit(32)::int), sum(('x' || substr(h.hash, 25, 8))::bit(32)::int)) :extremes
FROM (SELECT :hash AS hash :inputs FROM :table AS r WHERE :range OFFSET 0) AS h
