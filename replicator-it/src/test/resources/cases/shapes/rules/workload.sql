INSERT INTO thing VALUES (100, 'a'), (101, 'b');
UPDATE thing SET v = 'w' WHERE id < 10;
DELETE FROM thing WHERE id > 45;
