ALTER TABLE t ALTER COLUMN v TYPE varchar(50);
UPDATE t SET v = 'longer than five' WHERE id < 10;
