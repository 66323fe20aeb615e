INSERT INTO thing SELECT g, 'v' FROM generate_series(1, 50) AS g;
