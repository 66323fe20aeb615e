UPDATE p SET v = 'w' WHERE id < 100;
DROP TABLE p_1;
UPDATE p SET v = 'w' WHERE id > 1900;
-- @catch-up
-- @target
DROP TABLE p_1;
-- @main
UPDATE p SET v = 'x' WHERE id > 1900;
