INSERT INTO lamp SELECT g, NULLIF(g, 1) FROM generate_series(1, 100) AS g;
