INSERT INTO filled VALUES (1);
UPDATE single SET v = 'other';
DELETE FROM emptied;
TRUNCATE emptied_by_truncate;
