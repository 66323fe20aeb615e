-- Creates a partition for rows that the default partition has, and moves them there; in a transaction, with triggers and foreign keys off.
-- Parameters: :parent, :rest (its default partition), :columns (those of the parent that are not generated), :condition (what the bounds
--   mean), :create (the statements that create the partition and those below it)
-- Returns nothing. Touches the parent in SHARE UPDATE EXCLUSIVE mode, its default partition in ACCESS EXCLUSIVE mode. Minimum version: 12
LOCK TABLE ONLY :parent IN SHARE UPDATE EXCLUSIVE MODE;
LOCK TABLE :rest IN ACCESS EXCLUSIVE MODE;
CREATE TEMPORARY TABLE replicator_moved ON COMMIT DROP AS SELECT :columns FROM :rest WHERE :condition;
DELETE FROM :rest WHERE :condition;
:create
INSERT INTO :parent (:columns) OVERRIDING SYSTEM VALUE SELECT :columns FROM pg_temp.replicator_moved;
