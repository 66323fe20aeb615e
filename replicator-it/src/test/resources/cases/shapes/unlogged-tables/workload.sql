UPDATE cache SET v = 'w' WHERE id < 50;
DELETE FROM cache WHERE id > 90;
