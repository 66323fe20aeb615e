UPDATE published SET v = 'w' WHERE id < 50;
DELETE FROM published WHERE id > 190;
UPDATE split SET id = id + 500 WHERE id < 50;
-- @catch-up
-- @main
TRUNCATE published, split;
-- @main
INSERT INTO published VALUES (1, 'again');
-- @catch-up
