UPDATE grandparent SET id = id + 1000 WHERE id BETWEEN 10 AND 20;
UPDATE parent SET id = id + 1000 WHERE id BETWEEN 50 AND 60;
-- @main
DELETE FROM grandparent WHERE id IN (5, 6, 1012);
DELETE FROM parent WHERE id IN (2, 3, 1055);
-- @catch-up
-- @main
BEGIN;
INSERT INTO grandparent VALUES (5, 5);
INSERT INTO parent VALUES (2, 5);
INSERT INTO child VALUES (9001, 2, 2, 2);
DELETE FROM grandparent WHERE id = 5;
COMMIT;
