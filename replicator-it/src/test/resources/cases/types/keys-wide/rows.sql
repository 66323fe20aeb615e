INSERT INTO wide_key SELECT 0, g, 2, g, 4, g, 6, g, 8, g, 10, g, 12, g, 14, g, 16, g, 18, g, 20, g, 22, g, 24, g, 26, g, 28, g, 30, g, g FROM generate_series(1, 200) AS g;
INSERT INTO only_key SELECT g, 'b' || g, '2020-01-01' FROM generate_series(1, 200) AS g;
INSERT INTO one SELECT generate_series(1, 200);
INSERT INTO by_unique SELECT g, 'w', g FROM generate_series(1, 200) AS g;
INSERT INTO later SELECT g, g FROM generate_series(1, 200) AS g;
