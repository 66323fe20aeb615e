INSERT INTO t (v) SELECT 'v' FROM generate_series(1, 100);
INSERT INTO s (v) SELECT 'v' FROM generate_series(1, 100);
