ALTER TABLE p_1 RENAME TO p_first;
UPDATE p SET v = 'w' WHERE id < 50;
-- @target
ALTER TABLE p_1 RENAME TO p_first;
-- @main
TRUNCATE p_first;
-- @main
INSERT INTO p VALUES (1, 'after');
