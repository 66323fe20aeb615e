UPDATE times SET i = '30 days' WHERE id = 4;
UPDATE times SET tz = '04:05:06.000001-08:00:00', d = 'infinity' WHERE id = 3;
UPDATE times SET i = -i WHERE id BETWEEN 3 AND 5;
UPDATE times SET tstz = 'infinity', ts = '0001-01-01 00:00:00.000001 BC' WHERE id BETWEEN 150 AND 160;
DELETE FROM times WHERE id = 1 OR id BETWEEN 200 AND 220;
-- @catch-up
INSERT INTO times (id, d, i) VALUES (1, '-infinity', '1 year -1 day'), (200, 'infinity', '-00:00:00.000001');
UPDATE times SET id = id + 1000 WHERE id BETWEEN 300 AND 320;
