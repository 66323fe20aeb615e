INSERT INTO t SELECT g, 'v123456789' FROM generate_series(1, 50) AS g;
