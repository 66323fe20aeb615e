INSERT INTO t SELECT g, ROW(g, -g, 'c')::pair FROM generate_series(1, 100) AS g;
