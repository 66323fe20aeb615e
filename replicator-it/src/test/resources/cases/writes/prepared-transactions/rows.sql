INSERT INTO t SELECT g, 'v' FROM generate_series(1, 200) AS g;
