INSERT INTO t SELECT g, ARRAY[ROW(g, 'glad')::pair::checked] FROM generate_series(1, 100) AS g;
