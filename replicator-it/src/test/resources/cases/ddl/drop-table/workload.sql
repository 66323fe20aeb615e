UPDATE gone SET v = 'w';
DROP TABLE gone;
UPDATE t SET v = 'w' WHERE id < 10;
