INSERT INTO readings SELECT ROW('r', g + 0.0)::reading, g FROM generate_series(1, 100) AS g;
INSERT INTO readings SELECT ROW('r', g + 0.00)::reading, -g FROM generate_series(1, 100) AS g;
