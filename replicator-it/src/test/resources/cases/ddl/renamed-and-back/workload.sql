ALTER TABLE t RENAME TO other;
ALTER TABLE other SET SCHEMA elsewhere;
CREATE TABLE t (id int PRIMARY KEY, v text);
INSERT INTO t VALUES (-1, 'another table');
UPDATE elsewhere.other SET v = 'w' WHERE id < 10;
