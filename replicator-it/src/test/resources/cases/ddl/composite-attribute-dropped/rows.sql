INSERT INTO t SELECT g, ROW(g, -g, 0)::pair FROM generate_series(1, 100) AS g;
