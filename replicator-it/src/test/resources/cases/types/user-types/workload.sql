UPDATE things SET m = 'it''s, fine', ms = ms || 'é'::kinds.mood, ps = ps || p WHERE id < 30;
UPDATE things SET n.p.a = 5 WHERE id = 1;
DELETE FROM things WHERE id BETWEEN 50 AND 60;
UPDATE by_thing SET p.a = NULL, m = 'é' WHERE v BETWEEN 10 AND 20;
UPDATE by_thing SET v = v + 1000 WHERE p = ROW(NULL, NULL, NULL)::kinds.pair;
DELETE FROM by_thing WHERE v BETWEEN 30 AND 40;
UPDATE by_domain SET p.a = (p).a + 100 WHERE v < 40;
UPDATE by_domain SET v = 0 WHERE v = 50;
-- @catch-up
INSERT INTO by_thing VALUES ('sad', 30, '{30}', ROW(30, 'x', 'sad'), '{sad}', 30);
DELETE FROM by_thing WHERE m = '';
INSERT INTO by_thing VALUES ('', 1, '{}', '(,,)', '{NULL}', 5);
UPDATE things SET id = -id WHERE id > 190;
UPDATE rows_of_rows SET whole.n = NULL, id = id + 100 WHERE id < 15;
DELETE FROM by_domain WHERE v > 90;
