-- The last key of the next rows of a range, in the order of the key.
-- Parameters: :key (its texts), :table (what to read), :range (the condition on the row r), :ordering; $1 the rows to pass
-- Returns: the key's texts; no row when fewer rows are left
-- Touches the table; an ACCESS SHARE lock. Minimum version: 10
SELECT :key FROM :table AS r WHERE :range ORDER BY :ordering OFFSET ? LIMIT 1
