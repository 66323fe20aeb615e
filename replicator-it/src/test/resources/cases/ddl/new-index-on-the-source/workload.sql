CREATE UNIQUE INDEX CONCURRENTLY t_v ON t (v);
-- @main
UPDATE t SET v = 'w' || id WHERE id < 50;
