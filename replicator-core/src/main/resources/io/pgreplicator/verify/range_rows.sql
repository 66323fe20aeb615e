-- The rows of a range of keys, each as the hash of its columns.
-- Parameters: :hash (of the row r), :key (its texts), :table (what to read), :range (the condition on r)
-- Returns: hash, the key's texts
-- Touches the table; an ACCESS SHARE lock. Minimum version: 10
SELECT :hash, :key FROM :table AS r WHERE :range
