INSERT INTO t SELECT g, 'small' FROM generate_series(1, 100) AS g;
