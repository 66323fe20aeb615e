UPDATE t SET v = 'before' WHERE id < 10;
CREATE TABLE t_new (LIKE t INCLUDING ALL);
INSERT INTO t_new SELECT * FROM t;
-- @main
BEGIN;
ALTER TABLE t RENAME TO t_old;
ALTER INDEX t_pkey RENAME TO t_old_pkey;
ALTER TABLE t_new RENAME TO t;
ALTER INDEX t_new_pkey RENAME TO t_pkey;
COMMIT;
-- @main
UPDATE t SET v = 'after' WHERE id BETWEEN 50 AND 60;
