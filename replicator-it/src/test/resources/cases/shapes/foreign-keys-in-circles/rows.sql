INSERT INTO node SELECT g, CASE WHEN g > 1 THEN g / 2 END FROM generate_series(1, 200) AS g;
BEGIN;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO employee SELECT g, g FROM generate_series(1, 50) AS g;
INSERT INTO department SELECT g, g FROM generate_series(1, 50) AS g;
COMMIT;
