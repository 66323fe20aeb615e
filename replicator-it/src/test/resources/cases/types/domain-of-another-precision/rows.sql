INSERT INTO t SELECT g, g / 7.0 FROM generate_series(1, 100) AS g;
