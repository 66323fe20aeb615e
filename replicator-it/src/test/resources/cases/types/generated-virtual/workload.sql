UPDATE sums SET a = -a WHERE id < 30;
DELETE FROM sums WHERE total BETWEEN 80 AND 90;
-- @catch-up
INSERT INTO sums (id, a) VALUES (41, NULL), (0, 5);
UPDATE sums SET id = -id WHERE id > 190;
