UPDATE p SET v = 'w' WHERE id < 100;
-- @main
ALTER TABLE p DETACH PARTITION p_1;
DELETE FROM p_1 WHERE id < 50;
UPDATE p SET v = 'w' WHERE id > 1900;
-- @main
DROP TABLE p_1;
-- @catch-up
-- @target
DROP TABLE p_1;
-- @main
UPDATE p SET v = 'x' WHERE id > 1900;
