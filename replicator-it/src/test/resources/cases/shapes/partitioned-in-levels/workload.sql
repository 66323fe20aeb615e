UPDATE reading SET day = day + 365 WHERE sensor = 3;
UPDATE reading_2024 SET value = -1 WHERE sensor = 4;
UPDATE reading SET sensor = sensor + 100 WHERE sensor = 5;
-- @main
DELETE FROM reading_2024_1 WHERE day < '2024-02-01';
INSERT INTO reading_later_1 VALUES (1, 1, 'leaf of a leaf', '2030-05-05');
INSERT INTO reading VALUES (2, 2, 'default of the default', '2031-05-05');
-- @catch-up
-- @main
UPDATE reading SET day = day - 365, note = 'back' WHERE sensor = 3;
TRUNCATE reading_later;
-- @main
TRUNCATE reading_2025;
INSERT INTO reading VALUES (7, 7, 'after the truncate', '2025-07-07');
