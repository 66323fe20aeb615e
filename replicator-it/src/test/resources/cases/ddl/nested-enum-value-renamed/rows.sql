INSERT INTO t SELECT g, ARRAY[ROW(g, 'sad')::pair::checked] FROM generate_series(1, 100) AS g;
