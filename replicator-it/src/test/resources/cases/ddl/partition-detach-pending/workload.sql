-- @superuser
UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 'p_1'::regclass;
-- @main
UPDATE p_1 SET v = 'w' WHERE id < 100;
