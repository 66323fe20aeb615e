UPDATE item SET b = b + 1000 WHERE b % 2 = 0;
INSERT INTO item VALUES ('a1', 2, 'new under an old key') ON CONFLICT (a, b) DO UPDATE SET v = 'conflict';
-- @main
DELETE FROM item WHERE a = 'a3';
UPDATE item_1 SET v = 'leaf';
