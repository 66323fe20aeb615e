ALTER TYPE pair ADD ATTRIBUTE c text;
UPDATE t SET p.c = 'c' WHERE id < 10;
