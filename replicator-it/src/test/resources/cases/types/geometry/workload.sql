UPDATE shapes SET p = '(-0,0)', b = '(0,0),(0,0)' WHERE id < 20;
UPDATE shapes SET g = NULL, bs = '{}', open = closed WHERE id BETWEEN 30 AND 50;
DELETE FROM shapes WHERE id BETWEEN 60 AND 70;
-- @catch-up
INSERT INTO shapes (id, l) VALUES (60, '{0,1,0}');
UPDATE shapes SET id = id + 1000 WHERE id > 290;
