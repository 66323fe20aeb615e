TRUNCATE p_1;
-- @main
BEGIN;
TRUNCATE p_2;
INSERT INTO p SELECT g, 'after' FROM generate_series(120, 160) AS g;
UPDATE p SET id = id - 100 WHERE id < 130;
COMMIT;
-- @main
BEGIN;
TRUNCATE q;
INSERT INTO q_1 VALUES (1, 'after');
COMMIT;
-- @catch-up
-- @main
BEGIN;
SAVEPOINT before;
TRUNCATE p_2_2;
ROLLBACK TO SAVEPOINT before;
TRUNCATE p_2_1, q_1;
INSERT INTO p VALUES (140, 'last');
COMMIT;
