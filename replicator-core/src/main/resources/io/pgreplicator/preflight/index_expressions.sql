-- What the indexes of the table $1 (its oid) and of its partitions compute, and which rows they are for.
-- Returns: lists of expressions, separated by commas
-- Touches pg_index, pg_inherits; takes no lock on user tables. Minimum version: 10
WITH RECURSIVE tree (relation) AS (
    SELECT ?::oid
    UNION
    SELECT i.inhrelid FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.relation
)
SELECT DISTINCT concat_ws(', ', pg_get_expr(i.indpred, i.indrelid), pg_get_expr(i.indexprs, i.indrelid))
FROM tree AS t JOIN pg_index AS i ON i.indrelid = t.relation AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
ORDER BY 1
