INSERT INTO t SELECT g, ROW(g, -g)::pair FROM generate_series(1, 100) AS g;
