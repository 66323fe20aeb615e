-- The number of rows of a table and a hash over all of them that does not depend on their order.
-- Parameters: :table (what to read), :columns (t."a", ...)
-- Touches the table; an ACCESS SHARE lock. Minimum version: 10
SELECT count(*), coalesce(sum(('x' || substr(md5(ROW(:columns)::text), 1, 16))::bit(64)::bigint::numeric), 0)::text
    || '/' || coalesce(sum(('x' || substr(md5(ROW(:columns)::text), 17, 16))::bit(64)::bigint::numeric), 0)::text
FROM :table AS t
