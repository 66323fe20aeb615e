INSERT INTO t SELECT g, 'sad' FROM generate_series(1, 100) AS g;
