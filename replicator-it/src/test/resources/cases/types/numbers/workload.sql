UPDATE numbers SET f4 = -f4, f8 = -f8, n = -n WHERE id < 10;
UPDATE numbers SET f8 = 0 WHERE id = 3;
UPDATE numbers SET n = '1.0' WHERE id = 4;
UPDATE numbers SET n = n + 0.000 WHERE id BETWEEN 100 AND 130;
DELETE FROM numbers WHERE id BETWEEN 200 AND 210;
-- @catch-up
INSERT INTO numbers (id, f8, n) VALUES (200, '2.2250738585072014e-308', 0.1::float8::numeric), (201, random(), random());
UPDATE numbers SET id = id + 1000, f4 = 'NaN' WHERE id BETWEEN 300 AND 310;
UPDATE numbers SET n = (repeat('7', 130000) || '.' || repeat('3', 16000))::numeric WHERE id = 1;
