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
-- @catch-up
-- @main
BEGIN;
SAVEPOINT before;
TRUNCATE p;
ROLLBACK TO SAVEPOINT before;
TRUNCATE p_1;
COMMIT;
-- @main
BEGIN;
SAVEPOINT before;
INSERT INTO q VALUES (2, 'between');
TRUNCATE q;
RELEASE SAVEPOINT before;
INSERT INTO q VALUES (3, 'gone at once'), (103, 'stays');
TRUNCATE q_1;
INSERT INTO q VALUES (4, 'stays');
COMMIT;
-- @main
INSERT INTO p SELECT g, 'again' FROM generate_series(1, 199) AS g ON CONFLICT DO NOTHING;
INSERT INTO q SELECT g, 'again' FROM generate_series(1, 199) AS g ON CONFLICT DO NOTHING;
-- @catch-up
-- @main
BEGIN;
TRUNCATE p_1, p;
INSERT INTO p VALUES (1, 'after');
TRUNCATE p_1;
TRUNCATE p_1;
COMMIT;
-- @main
BEGIN ISOLATION LEVEL REPEATABLE READ;
TRUNCATE q;
INSERT INTO q VALUES (5, 'after');
TRUNCATE q_1;
COMMIT;
