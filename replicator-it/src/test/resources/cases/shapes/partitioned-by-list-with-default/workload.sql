UPDATE city SET name = 'root' WHERE id < 50;
-- @main
UPDATE city_fi SET name = 'leaf' WHERE id > 400;
DELETE FROM city_se_no WHERE id BETWEEN 100 AND 120;
INSERT INTO city_other VALUES ('dk', 1001, 'into the leaf');
-- @main
UPDATE city SET country = 'fi' WHERE country = 'ee' AND id < 100;
UPDATE city SET country = 'is' WHERE country = 'no' AND id < 200;
-- @catch-up
-- @main
BEGIN;
UPDATE city SET country = 'xx' WHERE country = 'fi';
UPDATE city SET country = 'fi', name = name || ' back' WHERE country = 'xx' AND id % 2 = 0;
DELETE FROM city WHERE country = 'xx' AND id % 3 = 0;
COMMIT;
