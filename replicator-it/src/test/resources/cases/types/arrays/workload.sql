UPDATE arrays SET i[5] = 7 WHERE id <= 3;
UPDATE arrays SET t = t || E'\\.'::text, i = array_append(i, NULL) WHERE id BETWEEN 20 AND 40;
DELETE FROM arrays WHERE id BETWEEN 50 AND 60;
UPDATE by_array SET v = v + 10;
UPDATE by_array SET a = '[5:6]={1,2}', t = '{b}' WHERE v = 14;
DELETE FROM by_array WHERE v = 12;
-- @catch-up
INSERT INTO by_array VALUES ('{NULL}', '{NULL}', 2), ('{NULL,NULL}', '{NULL}', 22);
UPDATE by_array SET t = '[3:3]={NULL}' WHERE v = 16;
INSERT INTO arrays (id, i) VALUES (50, '[0:0]={50}');
UPDATE arrays SET id = -id WHERE id > 190;
