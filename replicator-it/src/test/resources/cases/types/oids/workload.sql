UPDATE spots SET cs = cs || 'red'::colour, cls = 'by_class', typ = 'hues', clss = '{by_class}' WHERE id < 50;
DELETE FROM spots WHERE id BETWEEN 60 AND 70;
INSERT INTO spots (id, ss, cls) VALUES (60, '{}', NULL), (1000, NULL, '-');
UPDATE by_class SET v = v + 10;
UPDATE by_class SET t = 'hues' WHERE v = 11;
DELETE FROM by_class WHERE v = 12;
-- @catch-up
INSERT INTO by_class VALUES ('by_class', 'spot[]', 22), ('spots', 'spot', 5);
UPDATE by_class SET c = 'by_class' WHERE v = 14;
UPDATE spots SET id = -id, h = 'empty' WHERE id > 180;
