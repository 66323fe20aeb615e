UPDATE t SET v = 'w' WHERE id < 10;
ALTER TABLE t RENAME TO renamed;
UPDATE renamed SET v = 'x' WHERE id BETWEEN 20 AND 30;
