-- The transaction that began first commits last, after a look at the log.
-- @first
BEGIN;
INSERT INTO t VALUES (1, 'first');
-- @second
INSERT INTO t VALUES (2, 'second');
-- @sync
-- @first
COMMIT;
-- @sync
