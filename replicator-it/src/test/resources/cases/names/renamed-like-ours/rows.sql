INSERT INTO position SELECT g, 'v', g FROM generate_series(1, 50) AS g;
INSERT INTO name SELECT 'v', g + 1000, g FROM generate_series(1, 50) AS g;
INSERT INTO split SELECT 'v', g + 1000, g FROM generate_series(1, 50) AS g;
