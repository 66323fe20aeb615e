UPDATE place SET rank = 401 - rank;
UPDATE seat SET no = no + 1;
-- @main
BEGIN;
INSERT INTO guest VALUES (500, 777);
INSERT INTO place VALUES (777, 1);
UPDATE place SET rank = 9999 WHERE id = 400;
COMMIT;
-- @catch-up
-- @main
BEGIN;
UPDATE place SET rank = 5 WHERE id = 6;
UPDATE place SET rank = 6 WHERE id = 5;
UPDATE place SET rank = (SELECT 10000 + id) WHERE id > 300;
UPDATE place SET rank = 400 - (rank - 10000) + 20000 WHERE id BETWEEN 301 AND 399;
COMMIT;
