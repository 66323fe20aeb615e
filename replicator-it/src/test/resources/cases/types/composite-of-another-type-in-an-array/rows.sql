INSERT INTO t SELECT g, ARRAY[ROW(g, g / 7.0)::pair] FROM generate_series(1, 100) AS g;
