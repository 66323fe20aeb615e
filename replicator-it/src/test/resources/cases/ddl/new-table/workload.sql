CREATE TABLE later (id int PRIMARY KEY, t_id int REFERENCES t);
INSERT INTO later SELECT g, g FROM generate_series(1, 50) AS g;
-- @target
CREATE TABLE later (id int PRIMARY KEY, t_id int REFERENCES t);
-- @main
UPDATE later SET t_id = 1 WHERE id < 10;
-- @restart
-- @main
DELETE FROM later WHERE id > 40;
-- @catch-up
