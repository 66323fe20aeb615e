ALTER TABLE t SET SCHEMA elsewhere;
UPDATE elsewhere.t SET v = 'w' WHERE id < 10;
