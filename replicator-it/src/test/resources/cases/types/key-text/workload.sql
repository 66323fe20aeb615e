UPDATE texts SET v = v || '!' WHERE length(k) < 3;
UPDATE texts SET k = k || E'\\' WHERE k LIKE 'k%1_';
DELETE FROM texts WHERE k IN ('\N', '\.', '', E'\n');
INSERT INTO texts VALUES ('\N', NULL), (E'\n', 'again'), ('\.', '');
UPDATE padded SET k = 'a     ', v = v + 10 WHERE k = 'a';
UPDATE padded SET k = 'b', l = '\N' WHERE v = 3;
-- @catch-up
DELETE FROM texts WHERE k = 'NULL';
UPDATE texts SET k = CASE k WHEN '(,)' THEN '{}' ELSE k END WHERE k IN ('(,)') AND NOT EXISTS (SELECT FROM texts WHERE k = '{}');
BEGIN;
DELETE FROM texts WHERE k = '{}';
UPDATE texts SET k = '{}' WHERE k = '(,)';
INSERT INTO texts VALUES ('(,)', 'back');
COMMIT;
DELETE FROM padded WHERE k = '';
