INSERT INTO item SELECT 'a' || g % 7, g, 'v' FROM generate_series(1, 300) AS g;
