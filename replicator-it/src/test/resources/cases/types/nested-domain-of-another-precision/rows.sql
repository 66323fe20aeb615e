INSERT INTO t SELECT g, ROW(ARRAY[ROW(g / 7.0, 'EUR')::price], 'n')::offer FROM generate_series(1, 100) AS g;
