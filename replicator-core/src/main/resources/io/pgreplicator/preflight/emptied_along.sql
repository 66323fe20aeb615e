-- What a TRUNCATE takes along, or requires: the tables that refer to :relation (an oid) by foreign keys, its partitions, and the table that
-- it is a partition of.
-- Parameter: :relation (an oid, or what stands for one)
-- Returns: oid
-- Touches pg_constraint, pg_class, pg_inherits; takes no lock on user tables. Minimum version: 10
SELECT k.conrelid FROM pg_constraint AS k WHERE k.confrelid = :relation AND k.contype = 'f'
UNION ALL
SELECT i.inhrelid FROM pg_inherits AS i JOIN pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'p' WHERE i.inhparent = :relation
UNION ALL
SELECT i.inhparent FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid AND c.relispartition WHERE i.inhrelid = :relation
