INSERT INTO t SELECT g, 'v' || g, g FROM generate_series(1, 100) AS g;
INSERT INTO u SELECT g, g FROM generate_series(1, 100) AS g;
