UPDATE search SET v = setweight(v, 'A'), t = t || ' more' WHERE id BETWEEN 10 AND 40;
UPDATE search SET q = 'a & b' WHERE id = 2;
DELETE FROM search WHERE id BETWEEN 50 AND 60;
UPDATE by_vector SET v = strip(v) WHERE n < 20;
DELETE FROM by_vector WHERE n BETWEEN 40 AND 50;
-- @catch-up
INSERT INTO search (id, v) VALUES (50, 'x:1 y:2');
INSERT INTO by_vector SELECT to_tsvector('simple', 'a 45'), to_tsquery('simple', 'b45'), 45;
UPDATE by_vector SET q = q || q WHERE n > 90;
UPDATE search SET id = -id WHERE id > 290;
