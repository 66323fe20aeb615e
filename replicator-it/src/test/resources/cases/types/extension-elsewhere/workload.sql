UPDATE people SET name = 'NAME ' || n WHERE n < 20;
DELETE FROM people WHERE n BETWEEN 30 AND 40;
INSERT INTO people VALUES ('nAME 30', 'MAIL 31', -30);
-- @restart
UPDATE people SET name = 'nobody ' || n, mail = 'MAIL ' || n WHERE n BETWEEN 50 AND 60;
DELETE FROM people WHERE n = 70;
INSERT INTO people VALUES ('NAME 70', 'MAIL 70', 70);
-- @catch-up
BEGIN;
UPDATE people SET mail = 'x' WHERE n = 80;
UPDATE people SET mail = 'MAIL 80' WHERE n = 81;
UPDATE people SET mail = 'mail 81' WHERE n = 80;
COMMIT;
