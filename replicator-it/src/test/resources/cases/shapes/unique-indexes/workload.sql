BEGIN;
UPDATE account SET email = 'parked' WHERE id = 1;
UPDATE account SET email = 'USER1@example.org' WHERE id = 2;
UPDATE account SET email = 'user2@EXAMPLE.org' WHERE id = 1;
COMMIT;
-- @main
UPDATE account SET active = false WHERE id = 3;
UPDATE account SET nick = 'n3' WHERE id = 4;
UPDATE account SET nick = 'n4' WHERE id = 3;
UPDATE account SET active = true WHERE id = 3;
-- @catch-up
-- @main
BEGIN;
UPDATE account SET slot = NULL WHERE id BETWEEN 10 AND 20;
UPDATE account SET slot = 30 - id, extra = 'moved' WHERE id BETWEEN 10 AND 20;
DELETE FROM account WHERE id = 50;
INSERT INTO account VALUES (5000, 'user50@example.org', true, 'n50', 50, 'y');
COMMIT;
