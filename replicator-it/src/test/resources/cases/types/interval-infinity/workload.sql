UPDATE infinite SET v = i;
DELETE FROM infinite WHERE i = '0';
-- @catch-up
DELETE FROM infinite WHERE i = 'infinity';
UPDATE infinite SET i = 'infinity' WHERE i = '-infinity';
INSERT INTO infinite VALUES ('0', 'infinity');
