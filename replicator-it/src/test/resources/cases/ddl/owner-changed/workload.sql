-- @superuser
ALTER TABLE t OWNER TO heroku_reporter;
GRANT SELECT, UPDATE ON t TO heroku_app;
UPDATE t SET v = 'w' WHERE id < 10;
-- @catch-up
-- @main
UPDATE t SET v = 'x' WHERE id < 5;
-- @catch-up
-- @superuser
ALTER TABLE t OWNER TO heroku_app;
DELETE FROM t WHERE id > 90;
