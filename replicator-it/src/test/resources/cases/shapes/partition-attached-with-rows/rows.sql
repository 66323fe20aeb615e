INSERT INTO m SELECT '2024-01-05', g, 'old' FROM generate_series(1, 50) AS g;
