INSERT INTO t SELECT g, g, 'v' FROM generate_series(1, 50) AS g;
