-- The partition of a table of the target that has these bounds, under whatever name, and is partitioned itself in the same way.
-- Parameters: $1 schema and $2 name of the table, $3 the bounds as the source words them, $4 how it is partitioned itself (empty if it is not)
-- Returns: its schema and name, whether this role may rename it
-- Touches the catalog; takes no lock on user tables. Minimum version: 10
SELECT m.nspname, c.relname, pg_has_role(c.relowner, 'USAGE')
FROM pg_class AS p JOIN pg_namespace AS n ON n.oid = p.relnamespace
    JOIN pg_inherits AS i ON i.inhparent = p.oid
    JOIN pg_class AS c ON c.oid = i.inhrelid JOIN pg_namespace AS m ON m.oid = c.relnamespace
WHERE n.nspname = ? AND p.relname = ? AND pg_get_expr(c.relpartbound, c.oid) = ? AND coalesce(pg_get_partkeydef(c.oid), '') = ?
