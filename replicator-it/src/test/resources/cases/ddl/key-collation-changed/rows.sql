INSERT INTO t SELECT g, 'v' FROM generate_series(1, 100) AS g;
