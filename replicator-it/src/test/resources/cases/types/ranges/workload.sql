INSERT INTO ranges (id) VALUES (1000);
UPDATE ranges SET i4 = 'empty', n = numrange(NULL, 'NaN') WHERE id <= 20;
UPDATE ranges SET many = '[0:1]={"[1,3)",NULL}', w = NULL WHERE id BETWEEN 30 AND 40;
DELETE FROM ranges WHERE id BETWEEN 50 AND 60;
UPDATE ranges SET id = -id WHERE id BETWEEN 70 AND 80;
-- @keys
UPDATE by_range SET who = numrange(1.000, upper(who)) WHERE upper(who) < 50;
UPDATE by_range SET during = 'empty' WHERE upper(who) = 60;
DELETE FROM by_range WHERE upper(who) = 61;
-- @catch-up
INSERT INTO by_range SELECT tstzrange('2020-01-01'::timestamptz + 61 * '1 h'::interval, NULL), numrange(1, 61.0), 'again';
UPDATE by_words SET span = '[x,y]', feeling = '(sad,happy)' WHERE span = 'empty';
DELETE FROM by_words WHERE span = '(,)';
BEGIN;
UPDATE by_words SET feeling = '[happy,happy]' WHERE feeling = '[ok,ok]';
UPDATE by_words SET feeling = '[ok,ok]' WHERE feeling = '[sad,ok)';
UPDATE by_words SET feeling = '[sad,ok)' WHERE feeling = '[happy,happy]';
COMMIT;
