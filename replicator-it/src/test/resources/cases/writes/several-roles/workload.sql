-- @superuser
SET ROLE heroku_reporter;
UPDATE inside.split SET id = id + 100 WHERE id < 20;
SELECT inside.add(500);
RESET ROLE;
-- @superuser
SET SESSION AUTHORIZATION heroku_reporter;
DELETE FROM inside.split WHERE id > 40 AND id < 100;
SELECT inside.add(501);
RESET SESSION AUTHORIZATION;
UPDATE inside.t SET v = 'superuser' WHERE id < 10;
