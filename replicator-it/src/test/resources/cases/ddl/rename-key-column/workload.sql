UPDATE t SET v = 'w' WHERE id < 10;
-- @main
ALTER TABLE t RENAME COLUMN id TO no;
ALTER TABLE p RENAME COLUMN id TO no;
-- @main
UPDATE t SET v = 'renamed' WHERE no = 50;
UPDATE t SET no = no + 1000 WHERE no > 90;
DELETE FROM t WHERE no = 60;
UPDATE p SET no = no + 500 WHERE no > 90;
DELETE FROM p WHERE no = 60;
