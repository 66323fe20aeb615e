BEGIN;
ALTER TYPE mood RENAME VALUE 'sad' TO 'x';
ALTER TYPE mood RENAME VALUE 'happy' TO 'sad';
ALTER TYPE mood RENAME VALUE 'x' TO 'happy';
COMMIT;
-- @main
UPDATE t SET v = 1 WHERE id < 10;
