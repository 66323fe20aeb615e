UPDATE vehicle SET wheels = wheels + 1 WHERE id < 40;
DELETE FROM ONLY vehicle WHERE id = 26;
UPDATE ONLY car SET doors = 3 WHERE id > 50;
-- @main
DELETE FROM car WHERE id IN (27, 70);
UPDATE vehicle SET id = id + 1000 WHERE id = 28;
INSERT INTO sports_car VALUES (1, 4, 2, 400);
-- @catch-up
-- @main
TRUNCATE ONLY vehicle;
-- @main
INSERT INTO vehicle VALUES (26, 1);
TRUNCATE car;
INSERT INTO car VALUES (26, 4, 4);
