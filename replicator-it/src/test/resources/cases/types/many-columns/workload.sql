UPDATE many SET c1599 = NULL, c800 = 5 WHERE id < 20;
DELETE FROM many WHERE id BETWEEN 30 AND 40;
-- @catch-up
INSERT INTO many (id, c1598) VALUES (30, 7);
UPDATE many SET id = -id WHERE id > 90;
