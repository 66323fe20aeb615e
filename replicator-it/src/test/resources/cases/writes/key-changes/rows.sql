INSERT INTO t SELECT g, 't' || g FROM generate_series(1, 200) AS g;
INSERT INTO pair SELECT g, 'b' || g, 'p' || g FROM generate_series(1, 200) AS g;
