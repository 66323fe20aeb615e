UPDATE loose SET v = 'changed' WHERE a < 10;
DELETE FROM loose WHERE a = 15;
