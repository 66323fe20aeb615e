UPDATE secret SET v = 'w' WHERE id < 50;
DELETE FROM secret WHERE id > 90;
-- @superuser
SET ROLE heroku_reporter;
UPDATE shown SET v = 'seen' WHERE id < 50;
DELETE FROM shown WHERE id > 80;
RESET ROLE;
