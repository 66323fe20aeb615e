UPDATE readings SET v = v + 1000 WHERE (k).amount < 20;
DELETE FROM readings WHERE v = -30;
UPDATE readings SET k = ROW('r', 40.000) WHERE v = 40;
-- @catch-up
UPDATE readings SET v = 0 WHERE (k).amount IN (50, 51);
INSERT INTO readings (k, v) VALUES (ROW('r', 30.00), -30), (ROW('r', 40.0), 40);
