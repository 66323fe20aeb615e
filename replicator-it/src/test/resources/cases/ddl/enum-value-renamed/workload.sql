ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
UPDATE t SET v = 1 WHERE id < 10;
