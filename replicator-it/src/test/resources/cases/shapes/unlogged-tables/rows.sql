INSERT INTO cache SELECT g, 'v' FROM generate_series(1, 100) AS g;
