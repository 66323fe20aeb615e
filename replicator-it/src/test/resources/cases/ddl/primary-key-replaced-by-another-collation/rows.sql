INSERT INTO t SELECT 'k' || g, 'v' FROM generate_series(1, 100) AS g;
