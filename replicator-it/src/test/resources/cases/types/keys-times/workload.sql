UPDATE by_interval SET k = justify_interval(k) WHERE k > '20 days' AND k < '100 days';
UPDATE by_interval SET k = '24:00' WHERE k = '1 day';
UPDATE by_interval SET k = k - '10 years'::interval WHERE k BETWEEN '150 days' AND '160 days';
DELETE FROM by_interval WHERE k = '5 days';
INSERT INTO by_interval VALUES ('120:00', 'five days');
UPDATE by_date SET d = 'infinity', ts = '-infinity' WHERE v = '7';
DELETE FROM by_date WHERE v = 'ends' OR v = '9';
UPDATE by_time SET tz = '13:00+01' WHERE v < '12';
-- @catch-up
UPDATE by_interval SET k = '1 day', v = 'one' WHERE k = '24:00';
BEGIN;
DELETE FROM by_interval WHERE k = '48:00';
INSERT INTO by_interval VALUES ('1 day 24:00', 'mixed');
COMMIT;
UPDATE by_interval SET k = '24:00' WHERE k = '1 day';
DELETE FROM by_time WHERE t = '24:00' AND tz = '12:00+00';
INSERT INTO by_date VALUES ('infinity', '4714-11-24 00:00 BC', '294276-12-31 23:59:59.999999+00', 'again');
