INSERT INTO t SELECT g, 'v', g / 3.0 FROM generate_series(1, 50) AS g;
