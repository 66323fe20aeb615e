ALTER TYPE mood ADD VALUE 'content' BEFORE 'happy';
-- @main
UPDATE t SET m = 'content' WHERE id < 10;
