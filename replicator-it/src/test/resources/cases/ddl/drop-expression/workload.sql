INSERT INTO sums (id, a) VALUES (99, 1);
-- @catch-up
-- @target
ALTER TABLE sums ALTER COLUMN total DROP EXPRESSION;
-- @main
ALTER TABLE sums ALTER COLUMN total DROP EXPRESSION;
INSERT INTO sums VALUES (1000, 1, 99);
UPDATE sums SET total = 7 WHERE id = 1;
UPDATE sums SET a = 7 WHERE id = 2;
