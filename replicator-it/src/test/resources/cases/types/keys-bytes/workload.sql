UPDATE by_bytea SET k = k || k WHERE length(k) = 2 AND k < '\x0014';
DELETE FROM by_bytea WHERE k = '' OR k = '\x005c';
INSERT INTO by_bytea VALUES ('', '00000000-0000-0000-0000-000000000001', 'new'), ('\x005c', '00000000-0000-0000-0000-000000000001', 'z');
UPDATE by_bits SET vb = vb || B'0' WHERE b < B'000100000';
UPDATE by_bits SET q = E'\\', n = E'\n' WHERE v = '100';
DELETE FROM by_bits WHERE v = 'empty';
UPDATE by_lsn SET l = '0/1', p = 'x' WHERE v < 20;
-- @catch-up
INSERT INTO by_bits VALUES (B'000000000', '', '', '', 'again');
DELETE FROM by_lsn WHERE v BETWEEN 50 AND 60;
UPDATE by_bytea SET v = 'all';
