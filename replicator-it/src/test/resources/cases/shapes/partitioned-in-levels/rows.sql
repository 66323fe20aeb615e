INSERT INTO reading SELECT g * 1.5, g % 20, 'n' || g, date '2024-01-01' + g FROM generate_series(1, 900) AS g;
