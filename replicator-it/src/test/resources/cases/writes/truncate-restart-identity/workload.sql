TRUNCATE t, s RESTART IDENTITY;
-- @main
INSERT INTO t (v) SELECT 'new' FROM generate_series(1, 10);
INSERT INTO s (v) SELECT 'new' FROM generate_series(1, 10);
